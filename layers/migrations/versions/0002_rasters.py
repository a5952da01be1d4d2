"""Rasters: what is known of each; the pixels lie in files beside the database.

A raster that was taken away keeps its row without a file, so that its version never comes twice.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RASTERS = """
CREATE TABLE rasters (
    area_id bigint NOT NULL REFERENCES areas (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('population', 'land_cover', 'ndvi', 'canopy')),
    version bigint NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    as_of date,
    name text NOT NULL DEFAULT '', -- of the file that was imported
    file text CHECK (file ~ '^[0-9a-f]{64}[.]tif$'), -- in the folder of rasters; null: none
    sha256 text,                   -- of the stored file
    crs text,
    transform double precision[] CHECK (array_length(transform, 1) = 6),
    width bigint CHECK (width > 0),
    height bigint CHECK (height > 0),
    bounds double precision[] CHECK (array_length(bounds, 1) = 4), -- in the raster's own system
    nodata double precision,       -- null: every cell counts
    PRIMARY KEY (area_id, kind),
    CONSTRAINT rasters_whole_check CHECK (
        num_nulls(file, sha256, crs, transform, width, height, bounds) IN (0, 7)
    )
);

CREATE FUNCTION raise_raster_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE OLD.version + 1 END;
    NEW.updated_at := now();
    RETURN NEW;
END $$;

CREATE TRIGGER rasters_version BEFORE INSERT OR UPDATE ON rasters
    FOR EACH ROW EXECUTE FUNCTION raise_raster_version();
"""


def upgrade() -> None:
    op.execute(RASTERS)


def downgrade() -> None:
    op.execute("DROP TABLE rasters")
    op.execute("DROP FUNCTION raise_raster_version()")
