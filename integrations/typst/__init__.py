"""Reports as PDF and cards as PNG, set in this process by typst from the templates in `pages/`."""
