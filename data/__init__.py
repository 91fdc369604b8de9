"""The packaged tables; see ``datapackage.json``."""
