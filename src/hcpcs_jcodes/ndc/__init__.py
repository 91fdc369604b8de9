"""National Drug Codes: forms, quantities, packages, and the codes they are billed under."""
