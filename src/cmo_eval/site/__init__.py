"""The evidence as a site of static files, which open from disk and from any web server and fetch nothing.

All of it is made from a `ReportView`, which holds what its readers may see and no more.
"""

from cmo_eval.site.building import files, link_to
from cmo_eval.site.writing import refuse_foreign, write_site

__all__ = ["files", "link_to", "refuse_foreign", "write_site"]
