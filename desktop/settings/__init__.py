"""The settings (设置): theme, typeface and sizes."""
