from korgan.intake.models import Appeal


def area_topics(appeal: Appeal) -> list[str]:
    """Whose staff see this appeal; a complaint about the police only its desk, above the unit complained of."""
    seen = {f"area:{appeal.desk.area_id}"}
    if appeal.area_id and appeal.kind != "complaint":
        seen.add(f"area:{appeal.area_id}")
    return sorted(seen)


def topics(appeal: Appeal) -> list[str]:
    """Who hears of this appeal."""
    return [*area_topics(appeal), f"appeal:{appeal.id}", f"contact:{appeal.contact_id}"]
