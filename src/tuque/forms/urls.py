from django.urls import URLPattern, URLResolver, path

from tuque.forms.portal.views import buttons, choices, documents, downloads, fields, home, searching, texts, workshop

app_name = "forms"
urlpatterns: list[URLPattern | URLResolver] = [
    path("shape", home.shape, name="shape"),
    path("shape/new/form", home.new_form, name="new-form"),
    path("shape/new/list", home.new_list, name="new-list"),
    path("shape/new/screen", home.new_screen, name="new-screen"),
    path("shape/documents", documents.documents, name="documents"),
    path("shape/documents/<uuid:public_id>/file", documents.replace, name="document-file"),
    path("shape/<uuid:public_id>", workshop.shaped, name="shaped"),
    path("shape/<uuid:public_id>/preview", workshop.preview, name="preview"),
    path("shape/<uuid:public_id>/name", workshop.head, name="head"),
    path("shape/<uuid:public_id>/file/<slug:kind>", downloads.download, name="download"),
    path("shape/<uuid:public_id>/texts", texts.both, name="texts"),
    path("shape/<uuid:public_id>/order", workshop.arrange, name="arrange"),
    path("shape/<uuid:public_id>/publication", workshop.publish, name="publish"),
    path("shape/<uuid:public_id>/undo", workshop.undo, name="undo"),
    path("shape/<uuid:public_id>/draft", workshop.drop_draft, name="drop-draft"),
    path("shape/<uuid:public_id>/use", workshop.use, name="use"),
    path("shape/<uuid:public_id>/copy", workshop.copy, name="copy"),
    path("shape/<uuid:public_id>/aside/<uuid:aside_id>", workshop.put_back, name="put-back"),
    path("shape/<uuid:public_id>/buttons/new", buttons.new, name="new-button"),
    path("shape/<uuid:public_id>/buttons/<int:number>", buttons.button, name="button"),
    path("shape/<uuid:public_id>/on-phones", buttons.put_on_screen, name="put-on-screen"),
    path("shape/<uuid:public_id>/questions/new", fields.choose_type, name="new-field"),
    path("shape/<uuid:public_id>/questions/new/<slug:kind>", fields.new, name="add-field"),
    path("shape/<uuid:public_id>/questions/<str:code>", fields.field, name="field"),
    path("shape/<uuid:public_id>/choices", choices.choices, name="choices"),
    path("shape/<uuid:public_id>/choices/file", choices.whole, name="choices-file"),
    path("choices/<uuid:version_id>/<slug:code>", searching.find, name="find-choice"),
    path("documents/<uuid:public_id>.pdf", documents.document, name="document"),
]
