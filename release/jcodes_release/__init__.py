"""The maintainers' side: CMS files in, ``data/`` and ``release/ledger/`` out. The library never imports it."""
