from django.urls import path

from korgan.faces.hooks.views import webhook

urlpatterns = [path("<slug:kind>/<int:account_id>", webhook)]
