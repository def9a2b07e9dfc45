"""Sphinx configuration."""

project = "badia_geo"
author = "badia_geo contributors"
extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc", "myst_parser"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build"]
autodoc_typehints = "signature"
autodoc_mock_imports: list[str] = []
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
html_theme = "alabaster"
html_theme_options = {"description": "Places, control zones and river banks, with their uncertainty"}
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]
