"""The pages, divided by what is on them: papers, their files, templates, the public page."""
