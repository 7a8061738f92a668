"""The site's addresses and the style page, which a served site leaves out."""

from django.urls import path

from openregime.web.site import urls
from openregime.web.site.styleguide import style_page

urlpatterns = [path("styleguide/", style_page), *urls.urlpatterns]

handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500
