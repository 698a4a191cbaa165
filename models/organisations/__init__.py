"""Who there is besides families: authorities, schools, agencies, officers and their doors."""
