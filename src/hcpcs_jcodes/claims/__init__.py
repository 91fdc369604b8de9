"""What a claim is made of: its lines, modifiers, settings, and steps of reasoning."""
