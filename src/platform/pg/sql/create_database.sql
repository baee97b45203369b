-- Returns nothing: makes the service's database in the private server.
CREATE DATABASE gatehouse OWNER gatehouse
