"""How each route of administration is counted: veins, arteries, hydration, injections, procedures."""
