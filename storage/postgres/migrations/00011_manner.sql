-- +goose Up
ALTER TABLE organisations
    ADD chat_content text NOT NULL DEFAULT 'full' CHECK (chat_content IN ('full', 'restricted')),
    ADD page         text NOT NULL DEFAULT '';
ALTER TABLE people ADD veiled boolean NOT NULL DEFAULT false;

-- +goose Down
ALTER TABLE people DROP veiled;
ALTER TABLE organisations DROP page, DROP chat_content;
