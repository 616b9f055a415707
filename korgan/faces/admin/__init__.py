"""Where an administrator runs a department: Django's admin, with our rights, our actions and our words."""
