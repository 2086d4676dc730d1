"""Small widgets that several rooms use. They know no room, no plan store and no settings."""
