"""The pages of people, teams, posts and cover: administrators' own, but for the profile and cover."""
