"""The maintainers' side: CMS files in, ``data/`` out. The library never imports it."""
