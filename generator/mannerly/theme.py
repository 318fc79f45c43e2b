"""The MkDocs theme ``mannerly``: MkDocs looks for a theme beside the module that stands for it.

The templates lie outside the package in a checkout, and inside it in a wheel.
"""

from mannerly.resources import templates

__file__ = str(templates() / "theme" / "__init__.py")
