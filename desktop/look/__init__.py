"""How everything looks: themes, fonts, icons, and what the person chose for the eyes. It knows no room."""
