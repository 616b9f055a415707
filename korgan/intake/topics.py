from korgan.intake.models import Appeal


def areas_of(appeal: Appeal) -> frozenset[int]:
    """Whose staff see this appeal; a complaint about the police only its desk's, above the unit complained of."""
    areas = {appeal.desk.area_id}
    if appeal.area_id is not None and appeal.kind != "complaint":
        areas.add(appeal.area_id)
    return frozenset(areas)


def area_topics(appeal: Appeal) -> list[str]:
    return sorted(f"area:{area}" for area in areas_of(appeal))


def topics(appeal: Appeal) -> list[str]:
    """Who hears of this appeal."""
    return [*area_topics(appeal), f"appeal:{appeal.id}", f"contact:{appeal.contact_id}"]
