from korgan.intake.models import Appeal


def topics(appeal: Appeal) -> list[str]:
    """Who hears of this appeal; a complaint about the police only its desk, above the unit complained of."""
    told = {f"area:{appeal.desk.area_id}"}
    if appeal.area_id and appeal.kind != "complaint":
        told.add(f"area:{appeal.area_id}")
    return [*sorted(told), f"appeal:{appeal.id}", f"contact:{appeal.contact_id}"]
