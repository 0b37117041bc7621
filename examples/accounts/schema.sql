CREATE TABLE IF NOT EXISTS account (
  username text PRIMARY KEY,
  password text NOT NULL, -- Argon2id in the PHC format
  roles text[] NOT NULL DEFAULT '{}',
  disabled boolean NOT NULL DEFAULT false
);
