"""An appeal with its evidence as one package that anybody can check, with Korgan or by hand."""
