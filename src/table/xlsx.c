/* A workbook is an archive of XML parts that point to each other by "relationships": the package names the
 * workbook, the workbook its sheets, styles and strings. */
#include "table/xlsx.h"

#include "base/key.h"
#include "base/utf8.h"
#include "table/xlsx_parts.h"

#define RELATIONS_MAX 4000
#define SHEETS_LISTED_MAX 1000
#define NAME_BYTES_MAX 1024

static const char *const RELATION_SPACES[] = {"http://schemas.openxmlformats.org/package/2006/relationships",
                                              NULL};

struct relation {
    struct str id, type; /* type: the last word of it, "worksheet" */
    const char *target;  /* the member's name */
};

struct sheet_line {
    struct str name, relation;
    bool is_hidden;
};

struct workbook {
    struct xlsx_parts parts;
    struct xml_events *events;
    const char *name;     /* of its member */
    const char *base;     /* folder that targets are relative to, "" or "xl/" */
    struct buf relations; /* of struct relation */
    struct buf lines;     /* of struct sheet_line */
    struct table_book *book;
    struct table *table;
    size_t cells_used, text_used;
};

static enum rc damaged(struct problems *problems)
{
    PROBLEM(problems, 0, 0, "table.damaged")->hint = "table.damaged_hint";
    return RC_INVALID;
}

/* ---- relationships ---- */

/* Takes the last folder off "xl/worksheets/". */
static struct str parent(struct str folder)
{
    size_t n = folder.n ? folder.n - 1 : 0;
    while (n > 0 && folder.p[n - 1] != '/')
        n--;
    return str_of(folder.p, n);
}

/* A name of a sound workbook is never so long. */
static struct str name_of(struct arena *a, const char *const *attribute, const char *key)
{
    return arena_str(a, utf8_cut(xml_attribute(attribute, key), NAME_BYTES_MAX));
}

static const char *target_of(struct arena *a, const char *base, struct str target)
{
    struct str folder = str_c(base);
    if (str_starts(target, STR("/")))
        return arena_str(a, str_sub(target, 1, target.n)).p;
    while (str_starts(target, STR("../"))) {
        folder = parent(folder);
        target = str_sub(target, 3, target.n);
    }
    if (str_starts(target, STR("./")))
        target = str_sub(target, 2, target.n);
    return arena_printf(a, "%.*s%.*s", STR_ARG(folder), STR_ARG(target)).p;
}

static void relation_open(void *ctx, struct str name, const char *const *attribute)
{
    struct workbook *w = ctx;
    if (!str_eq(name, STR("Relationship")) || str_eq(xml_attribute(attribute, "TargetMode"), STR("External")))
        return;
    struct str type = xml_attribute(attribute, "Type");
    for (size_t slash; (slash = str_find(type, '/')) < type.n;)
        type = str_sub(type, slash + 1, type.n);
    struct arena *a = w->parts.arena;
    struct relation relation = {.id = name_of(a, attribute, "Id"),
                                .type = arena_str(a, utf8_cut(type, NAME_BYTES_MAX)),
                                .target = target_of(a, w->base, name_of(a, attribute, "Target"))};
    buf_put(&w->relations, str_of((const char *)&relation, sizeof relation));
    w->events->is_done = w->relations.n / sizeof relation >= RELATIONS_MAX;
}

static void nothing_closed(void *ctx, struct str name) { (void)ctx, (void)name; }

static enum rc relations_read(struct workbook *w, const char *name)
{
    struct xml_events events = {
        .space = RELATION_SPACES, .open = relation_open, .close = nothing_closed, .ctx = w};
    w->events = &events;
    buf_clear(&w->relations);
    enum rc rc = xml_read(w->parts.archive, name, &events, w->parts.problems);
    ASSERT(!w->relations.failed);
    return rc;
}

/* NULL: there is none. By type, or by id. */
static const char *related(const struct workbook *w, struct str type, struct str id)
{
    const struct relation *r = (const struct relation *)(const void *)w->relations.p;
    for (size_t i = 0; i < w->relations.n / sizeof *r; i++)
        if (str_eq(r[i].type, type) && (id.p == NULL || str_eq(r[i].id, id)))
            return r[i].target;
    return NULL;
}

/* ---- the workbook ---- */

static void workbook_open(void *ctx, struct str name, const char *const *attribute)
{
    struct workbook *w = ctx;
    struct arena *a = w->parts.arena;
    if (str_eq(name, STR("workbookPr"))) {
        struct str is_1904 = xml_attribute(attribute, "date1904");
        w->parts.is_1904 = str_eq(is_1904, STR("1")) || str_eq(is_1904, STR("true"));
    } else if (str_eq(name, STR("sheet"))) {
        struct str state = xml_attribute(attribute, "state");
        struct sheet_line line = {.name = name_of(a, attribute, "name"),
                                  .relation = name_of(a, attribute, ":id"),
                                  .is_hidden = state.n > 0 && !str_eq(state, STR("visible"))};
        buf_put(&w->lines, str_of((const char *)&line, sizeof line));
        w->events->is_done = w->lines.n / sizeof line >= SHEETS_LISTED_MAX;
    }
}

static enum rc workbook_read(struct workbook *w)
{
    struct xml_events events = {
        .space = XLSX_SPACES, .open = workbook_open, .close = nothing_closed, .ctx = w};
    w->events = &events;
    enum rc rc = xml_read(w->parts.archive, w->name, &events, w->parts.problems);
    ASSERT(!w->lines.failed);
    return rc;
}

/* xl/workbook.xml → xl/_rels/workbook.xml.rels */
static const char *relations_of(struct arena *a, const char *name)
{
    const char *slash = strrchr(name, '/');
    int folder = slash ? (int)(slash - name) + 1 : 0;
    return arena_printf(a, "%.*s_rels/%s.rels", folder, name, name + folder).p;
}

/* A part that is not there (RC_NOT_FOUND) is none that is needed: a workbook may do without strings. */
static enum rc optional(enum rc rc) { return rc == RC_NOT_FOUND ? RC_OK : rc; }

static enum rc open_workbook(struct workbook *w)
{
    struct arena *a = w->parts.arena;
    w->base = "";
    enum rc rc = optional(relations_read(w, "_rels/.rels"));
    if (rc != RC_OK)
        return rc;
    const char *name = related(w, STR("officeDocument"), (struct str){0});
    w->name = name ? name : "xl/workbook.xml";
    const char *slash = strrchr(w->name, '/');
    w->base = arena_str(a, str_of(w->name, slash ? (size_t)(slash - w->name) + 1 : 0)).p;
    rc = workbook_read(w);
    if (rc == RC_OK)
        rc = relations_read(w, relations_of(a, w->name));
    return rc == RC_NOT_FOUND ? damaged(w->parts.problems) : rc;
}

static enum rc read_parts(struct workbook *w)
{
    const char *styles = related(w, STR("styles"), (struct str){0});
    const char *strings = related(w, STR("sharedStrings"), (struct str){0});
    enum rc rc = styles ? optional(xlsx_styles_read(&w->parts, styles)) : RC_OK;
    if (rc == RC_OK && strings)
        rc = optional(xlsx_strings_read(&w->parts, strings));
    return rc;
}

/* ---- the sheets ---- */

static bool is_meta(const struct sheet_line *line) { return str_eq(line->name, STR("_meta")); }

/* Names in the first column, values in the second, from the first row on. */
static void take_meta(struct workbook *w, const struct table *t)
{
    struct table_meta *meta = ARENA_ARRAY(w->parts.arena, struct table_meta, t->rows + 1);
    for (size_t i = 0; i <= t->rows && t->cols >= 2; i++) {
        const struct str *cell = i ? t->row[i - 1].cell : t->head.cell;
        if (cell[0].n && cell[1].n)
            meta[w->book->metas++] = (struct table_meta){cell[0], cell[1]};
    }
    w->book->meta = meta;
}

static enum rc take_table(struct workbook *w, const struct sheet_line *line, struct grid *g)
{
    struct table t;
    switch (grid_table(g, &t)) {
    case GRID_REFUSED:
        return RC_INVALID;
    case GRID_TOO_LARGE:
        return RC_TOO_LARGE;
    case GRID_TABLE:
        break;
    default:
        return RC_OK;
    }
    w->cells_used = g->cells_used;
    w->text_used = g->text_used;
    if (line->is_hidden) {
        take_meta(w, &t);
        return RC_OK;
    }
    if (w->book->tables == TABLE_SHEETS_MAX)
        return grid_too_large(g, 0, 0, "table.too_many_sheets", TABLE_SHEETS_MAX);
    w->table[w->book->tables++] = t;
    return RC_OK;
}

static enum rc read_sheet(struct workbook *w, const struct sheet_line *line)
{
    const char *member = related(w, STR("worksheet"), line->relation);
    if (member == NULL) /* a chart has a sheet of its own */
        return RC_OK;
    struct grid g = {.arena = w->parts.arena,
                     .problems = w->parts.problems,
                     .sheet = line->name,
                     .cells_used = w->cells_used,
                     .text_used = w->text_used};
    enum rc rc = xlsx_sheet_read(&w->parts, member, &g);
    if (rc == RC_OK)
        rc = take_table(w, line, &g);
    grid_release(&g);
    return rc;
}

static enum rc read_sheets(struct workbook *w)
{
    const struct sheet_line *line = (const struct sheet_line *)(const void *)w->lines.p;
    w->table = ARENA_ARRAY(w->parts.arena, struct table, TABLE_SHEETS_MAX);
    for (size_t i = 0; i < w->lines.n / sizeof *line; i++) {
        if (line[i].is_hidden && (!is_meta(&line[i]) || w->book->metas))
            continue;
        enum rc rc = read_sheet(w, &line[i]);
        if (rc != RC_OK)
            return rc;
    }
    w->book->table = w->table;
    if (w->book->tables)
        return RC_OK;
    PROBLEM(w->parts.problems, 0, 0, "table.no_table")->hint = "table.no_table_hint";
    return RC_INVALID;
}

/* ---- which archive is it ---- */

static const char *foreign_archive(const struct archive *z, struct str bytes)
{
    static const struct {
        const char *member, *text;
    } KIND[] = {
        {"xl/workbook.bin", K("table.is_xlsb")},
        {"word/document.xml", K("table.is_document")},
        {"ppt/presentation.xml", K("table.is_document")},
        {"Index/Document.iwa", K("table.is_numbers")},
        {"Index.zip", K("table.is_numbers")},
    };
    struct str start = str_sub(bytes, 0, 200);
    if (str_find_str(start, STR("application/vnd.oasis.opendocument")) < start.n)
        return K("table.is_ods");
    for (size_t i = 0; i < COUNT_OF(KIND); i++)
        if (archive_has(z, KIND[i].member))
            return KIND[i].text;
    if (!archive_has(z, "[Content_Types].xml") && !archive_has(z, "_rels/.rels") &&
        !archive_has(z, "xl/workbook.xml"))
        return K("table.is_archive");
    return NULL;
}

static enum rc read_archive(struct workbook *w, struct str bytes)
{
    enum rc rc = archive_open(bytes, w->parts.problems, &w->parts.archive);
    if (rc != RC_OK)
        return rc;
    const char *kind = foreign_archive(w->parts.archive, bytes);
    if (kind) {
        problem_add(w->parts.problems, 0, 0, kind)->hint = "table.save_as_hint";
        return RC_INVALID;
    }
    rc = open_workbook(w);
    if (rc == RC_OK)
        rc = read_parts(w);
    if (rc == RC_OK)
        rc = read_sheets(w);
    return rc;
}

enum rc xlsx_read(struct arena *a, struct str bytes, struct table_book *ret, struct problems *problems)
{
    struct table_book book = {.is_workbook = true};
    struct workbook w = {.parts = {.arena = a, .problems = problems}, .book = &book};
    enum rc rc = read_archive(&w, bytes);
    archive_close(w.parts.archive);
    xlsx_parts_release(&w.parts);
    buf_release(&w.relations);
    buf_release(&w.lines);
    if (rc == RC_OK)
        *ret = book;
    return rc;
}
