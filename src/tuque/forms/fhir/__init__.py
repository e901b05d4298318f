"""A form as a FHIR Questionnaire, R4 or R5. Pure: no Django, no database.

    questionnaire(body, …) -> the resource          (resource, items)
    enable_when(tree, …) -> plain conditions        (conditions)
    fhirpath(tree, …) -> what plain ones cannot say (paths)

Specification: https://hl7.org/fhir/R4/questionnaire.html, https://hl7.org/fhir/R5/questionnaire.html, and the extensions of
Structured Data Capture (https://hl7.org/fhir/uv/sdc/). FHIRPath's empty collection is our unknown: its truth tables are ours.
"""
