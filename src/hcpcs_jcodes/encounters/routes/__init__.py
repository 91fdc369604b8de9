"""How each route counts: veins, arteries, hydration, injections, procedures."""
