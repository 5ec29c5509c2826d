"""Documents: one Jinja template gives the Markdown, the Markdown gives the PDF.

Template and plain data become Markdown; the Markdown is parsed into a small tree of known
blocks; one fixed Typst layout draws the tree. No Typst source is ever generated, so no text of a
person can turn into code, and both outputs have the same words.
"""

from iza.documents.markdown import render_markdown
from iza.documents.pdf import PdfMeta, render_pdf

__all__ = ["PdfMeta", "render_markdown", "render_pdf"]
