"""How objects look in a notebook: HTML and SVG, escaped, no color that carries meaning."""
