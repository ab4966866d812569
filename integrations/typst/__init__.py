"""Reports as PDF and cards as PNG, set by typst from the templates in `pages/`."""
