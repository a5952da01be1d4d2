"""Every version of a raster and of an area is kept: what a receipt names can be given back.

Triggers write them, so that a boundary moved in QGIS is kept as well. What there was before this
revision is gone; what there is now becomes the first that is kept, under the version it has.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RASTERS = """
CREATE TABLE raster_versions (
    area_id bigint NOT NULL,
    kind text NOT NULL,
    version bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    as_of date,
    name text NOT NULL DEFAULT '',
    file text,            -- null: there was none at this version, or it was pruned
    sha256 text,          -- stays when the file was pruned, and tells what it was
    crs text,
    transform double precision[],
    width bigint,
    height bigint,
    bounds double precision[],
    nodata double precision,
    pruned_at timestamptz,
    pruned_by text NOT NULL DEFAULT '',
    PRIMARY KEY (area_id, kind, version),
    CONSTRAINT raster_versions_area_id_fkey FOREIGN KEY (area_id, kind)
        REFERENCES rasters (area_id, kind) ON DELETE CASCADE,
    CONSTRAINT raster_versions_whole_check CHECK (
        num_nulls(sha256, crs, transform, width, height, bounds) IN (0, 6)
    ),
    CONSTRAINT raster_versions_file_check CHECK (
        (file IS NULL) = (sha256 IS NULL OR pruned_at IS NOT NULL)
    )
);

CREATE FUNCTION keep_raster_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO raster_versions (area_id, kind, version, updated_at, updated_by, source, as_of,
        name, file, sha256, crs, transform, width, height, bounds, nodata)
    VALUES (NEW.area_id, NEW.kind, NEW.version, NEW.updated_at, NEW.updated_by, NEW.source,
        NEW.as_of, NEW.name, NEW.file, NEW.sha256, NEW.crs, NEW.transform, NEW.width, NEW.height,
        NEW.bounds, NEW.nodata);
    RETURN NULL;
END $$;

CREATE TRIGGER rasters_keep AFTER INSERT OR UPDATE ON rasters
    FOR EACH ROW EXECUTE FUNCTION keep_raster_version();

INSERT INTO raster_versions (area_id, kind, version, updated_at, updated_by, source, as_of,
    name, file, sha256, crs, transform, width, height, bounds, nodata)
SELECT area_id, kind, version, updated_at, updated_by, source, as_of,
    name, file, sha256, crs, transform, width, height, bounds, nodata
FROM rasters;
"""

AREAS = """
ALTER TABLE areas ADD COLUMN version bigint NOT NULL DEFAULT 1;

CREATE TABLE area_versions (
    area_id bigint NOT NULL REFERENCES areas (id) ON DELETE CASCADE,
    version bigint NOT NULL,
    at timestamptz,       -- null: before versions were kept
    actor text NOT NULL DEFAULT '',
    title_zh text NOT NULL,
    title_en text NOT NULL,
    boundary geometry(MultiPolygon, 4326) NOT NULL,
    crs text NOT NULL,
    synthetic boolean NOT NULL,
    source text NOT NULL,
    as_of date,
    figures jsonb NOT NULL,
    PRIMARY KEY (area_id, version)
);

CREATE FUNCTION raise_area_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.version := 1;
    ELSE
        -- By bytes: "=" of two geometries does not see the order of their vertices.
        NEW.version := OLD.version + CASE WHEN
            (NEW.title_zh, NEW.title_en, ST_AsBinary(NEW.boundary), NEW.crs, NEW.synthetic,
             NEW.source, NEW.as_of, NEW.figures)
            IS DISTINCT FROM
            (OLD.title_zh, OLD.title_en, ST_AsBinary(OLD.boundary), OLD.crs, OLD.synthetic,
             OLD.source, OLD.as_of, OLD.figures) THEN 1 ELSE 0 END;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION keep_area_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO area_versions (area_id, version, at, actor, title_zh, title_en, boundary, crs,
        synthetic, source, as_of, figures)
    VALUES (NEW.id, NEW.version, now(),
        coalesce(nullif(current_setting('shequ.actor', true), ''), session_user),
        NEW.title_zh, NEW.title_en, NEW.boundary, NEW.crs, NEW.synthetic, NEW.source, NEW.as_of,
        NEW.figures)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER areas_version BEFORE INSERT OR UPDATE ON areas
    FOR EACH ROW EXECUTE FUNCTION raise_area_version();
CREATE TRIGGER areas_keep AFTER INSERT OR UPDATE ON areas
    FOR EACH ROW EXECUTE FUNCTION keep_area_version();

INSERT INTO area_versions (area_id, version, title_zh, title_en, boundary, crs, synthetic, source,
    as_of, figures)
SELECT id, version, title_zh, title_en, boundary, crs, synthetic, source, as_of, figures
FROM areas;
"""


def upgrade() -> None:
    op.execute(RASTERS)
    op.execute(AREAS)


def downgrade() -> None:
    op.execute("DROP TRIGGER areas_keep ON areas")
    op.execute("DROP TRIGGER areas_version ON areas")
    op.execute("DROP FUNCTION keep_area_version()")
    op.execute("DROP FUNCTION raise_area_version()")
    op.execute("DROP TABLE area_versions")
    op.execute("ALTER TABLE areas DROP COLUMN version")
    op.execute("DROP TRIGGER rasters_keep ON rasters")
    op.execute("DROP FUNCTION keep_raster_version()")
    op.execute("DROP TABLE raster_versions")
