/* What the public may see, picked out of a frozen result. The picking is done here and once: everything
 * public is drawn from what this writes. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/fixed.h"
#include "base/json.h"
#include "domain/publication.h"
#include "ledger/canon.h"
#include "ledger/entry.h"

#define FORMAT STR("kaocheng.publication/1")

static const struct str OPEN_NAME[OPEN__COUNT] = {
    [OPEN_TOTALS] = STR_INIT("totals"), [OPEN_PARTS] = STR_INIT("parts"), [OPEN_RAW] = STR_INIT("raw")};

struct str openness_name(enum openness o) { return OPEN_NAME[o]; }

bool openness_find(struct str name, enum openness *ret)
{
    for (int i = 0; i < OPEN__COUNT; i++)
        if (str_eq(OPEN_NAME[i], name)) {
            *ret = (enum openness)i;
            return true;
        }
    return false;
}

/* ---- writing ---- */

struct picking {
    struct arena *a;
    const struct scheme *s;
    const struct canon **unit; /* [units] of the result, in the order of the scheme */
    const int *part;           /* nodes: children of the root that count */
    int parts;
    enum openness open;
    struct json j;
};

static void put(struct picking *p, struct str key, struct str text)
{
    json_key(&p->j, key);
    json_str(&p->j, text);
}

static void put_int(struct picking *p, struct str key, int64_t v)
{
    json_key(&p->j, key);
    json_int(&p->j, v);
}

static void put_bool(struct picking *p, struct str key, bool v)
{
    json_key(&p->j, key);
    json_bool(&p->j, v);
}

/* What the result says there: a text or null. */
static void put_value(struct picking *p, const struct canon *v)
{
    if (v && v->type == CANON_TEXT)
        json_str(&p->j, v->s);
    else
        json_null(&p->j);
}

/* Null: it is not marked out of points of its own, it only adds or takes. */
static void put_weight(struct picking *p, const struct node *n, int class)
{
    const struct dec *w = p->s->nodes[0].combine == COMBINE_MEAN ? n->weight : n->full;
    json_key(&p->j, STR("weight"));
    if (n->role == ROLE_PART && w)
        json_str(&p->j, fixed_write_short(p->a, w[class].units, w[class].digits));
    else
        json_null(&p->j);
}

static void put_parts(struct picking *p, int class)
{
    json_key(&p->j, STR("parts"));
    json_array(&p->j);
    for (int i = 0; i < p->parts; i++) {
        const struct node *n = &p->s->nodes[p->part[i]];
        if (n->is_in && !n->is_in[class])
            continue;
        json_object(&p->j);
        put(p, STR("id"), n->id);
        put(p, STR("name"), n->name);
        put_weight(p, n, class);
        json_object_end(&p->j);
    }
    json_array_end(&p->j);
}

static void put_unit_parts(struct picking *p, const struct canon *unit, int class)
{
    const struct canon *scores = canon_get(unit, STR("scores")), *score = scores ? scores->first : NULL;
    json_key(&p->j, STR("parts"));
    json_array(&p->j);
    for (int n = 0, i = 0; score && i < p->parts; score = score->next, n++) {
        if (n != p->part[i])
            continue;
        const struct node *node = &p->s->nodes[p->part[i++]];
        if (!node->is_in || node->is_in[class])
            put_value(p, score);
    }
    json_array_end(&p->j);
}

static struct str grade_name(const struct scheme *s, struct str id)
{
    for (int g = 0; g < s->grades_count; g++)
        if (str_eq(s->grades[g].id, id))
            return s->grades[g].name;
    return id;
}

static void put_unit(struct picking *p, const struct canon *unit, int class)
{
    struct str grade = canon_text(unit, STR("grade"));
    int64_t rank = canon_int(unit, STR("rank"), 0);
    json_object(&p->j);
    json_key(&p->j, STR("grade"));
    if (grade.n)
        json_str(&p->j, grade_name(p->s, grade));
    else
        json_null(&p->j);
    put(p, STR("name"), canon_text(unit, STR("name")));
    if (p->open >= OPEN_PARTS)
        put_unit_parts(p, unit, class);
    json_key(&p->j, STR("rank"));
    if (rank > 0)
        json_int(&p->j, rank);
    else
        json_null(&p->j);
    json_key(&p->j, STR("total"));
    put_value(p, canon_get(unit, STR("total")));
    json_object_end(&p->j);
}

struct placed {
    int unit;
    int64_t rank;
};

static int by_rank(const void *x, const void *y)
{
    const struct placed *a = x, *b = y;
    int64_t ra = a->rank ? a->rank : INT64_MAX, rb = b->rank ? b->rank : INT64_MAX;
    return ra != rb ? (ra < rb ? -1 : 1) : (a->unit > b->unit) - (a->unit < b->unit);
}

static void put_class(struct picking *p, int class)
{
    const struct unit_class *c = &p->s->classes[class];
    struct placed *order = ARENA_ARRAY(p->a, struct placed, (size_t)c->units_count + 1);
    const struct dec *full = &p->s->nodes[0].full[class];
    for (int i = 0; i < c->units_count; i++)
        order[i] = (struct placed){c->first_unit + i, canon_int(p->unit[c->first_unit + i], STR("rank"), 0)};
    qsort(order, (size_t)c->units_count, sizeof *order, by_rank);
    json_object(&p->j);
    put(p, STR("full"), fixed_write_short(p->a, full->units, full->digits));
    put(p, STR("id"), c->id);
    put(p, STR("name"), c->name);
    put_parts(p, class);
    json_key(&p->j, STR("units"));
    json_array(&p->j);
    for (int i = 0; i < c->units_count; i++)
        put_unit(p, p->unit[order[i].unit], class);
    json_array_end(&p->j);
    json_object_end(&p->j);
}

static bool is_chosen(struct str id, const struct str *class_id, size_t classes)
{
    bool is_in = classes == 0;
    for (size_t i = 0; i < classes; i++)
        is_in |= str_eq(id, class_id[i]);
    return is_in;
}

static struct str rounding_name(enum rounding_mode m)
{
    return m == ROUND_HALF_UP ? STR("half_up") : m == ROUND_HALF_EVEN ? STR("half_even") : STR("down");
}

/* 2026-10-20T09:00:00+08:00 */
static struct str instant(struct arena *a, int64_t ms)
{
    struct civil c = date_civil(ms);
    return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", c.year, c.month, c.day, c.hour, c.minute,
                        c.second);
}

static void put_document(struct picking *p, const struct frozen_manifest *m, struct str fingerprint,
                         const struct public_document *in, const struct str *class_id, size_t classes)
{
    const struct scheme *s = p->s;
    json_object(&p->j);
    put_bool(p, STR("broken_ties"), s->broken_by_count > 0);
    put(p, STR("city"), in->city);
    json_key(&p->j, STR("classes"));
    json_array(&p->j);
    for (int c = 0; c < s->classes_count; c++)
        if (is_chosen(s->classes[c].id, class_id, classes))
            put_class(p, c);
    json_array_end(&p->j);
    put_int(p, STR("digits"), s->nodes[0].digits);
    put_int(p, STR("engine"), m->engine);
    put(p, STR("fingerprint"), fingerprint);
    put(p, STR("format"), FORMAT);
    put_int(p, STR("frozen"), in->frozen);
    json_key(&p->j, STR("hashes"));
    json_object(&p->j);
    put(p, STR("result"), m->result);
    put(p, STR("scheme"), m->scheme);
    put(p, STR("values"), m->values);
    json_object_end(&p->j);
    put_bool(p, STR("mean"), s->nodes[0].combine == COMBINE_MEAN);
    put(p, STR("note"), in->note);
    put_int(p, STR("number"), in->number);
    put(p, STR("open"), openness_name(in->open));
    put(p, STR("place"), s->place == PLACE_ONCE ? STR("once") : STR("displayed"));
    put(p, STR("published_at"), instant(p->a, in->published_ms));
    put(p, STR("rounding"), rounding_name(s->nodes[0].mode));
    json_key(&p->j, STR("scheme"));
    json_object(&p->j);
    put(p, STR("code"), m->code);
    put(p, STR("title"), s->title);
    put_int(p, STR("version"), m->version);
    json_object_end(&p->j);
    put(p, STR("ties"), s->ties == TIES_1224 ? STR("1224") : STR("1223"));
    put(p, STR("title"), in->title);
    put(p, STR("window"), m->window);
    json_object_end(&p->j);
}

/* The units of the result, one for each of the scheme, in its order; false when it is of another scheme. */
static bool find_units(struct picking *p, const struct canon *result)
{
    const struct canon *units = canon_get(result, STR("units")), *u = units ? units->first : NULL;
    p->unit = ARENA_ARRAY(p->a, const struct canon *, (size_t)p->s->units_count + 1);
    for (int i = 0; i < p->s->units_count; i++, u = u->next) {
        if (!u || !str_eq(canon_text(u, STR("unit")), p->s->units[i].id))
            return false;
        p->unit[i] = u;
    }
    return true;
}

static void find_parts(struct picking *p)
{
    int *part = ARENA_ARRAY(p->a, int, (size_t)p->s->nodes_count + 1);
    for (int c = p->s->nodes[0].first_child; c >= 0; c = p->s->nodes[c].next)
        if (p->s->nodes[c].role != ROLE_ASIDE)
            part[p->parts++] = c;
    p->part = part;
}

static enum rc check_classes(const struct scheme *s, const struct str *class_id, size_t classes,
                             struct err *err)
{
    for (size_t i = 0; i < classes; i++) {
        bool is_known = false;
        for (int c = 0; c < s->classes_count; c++)
            is_known |= str_eq(s->classes[c].id, class_id[i]);
        if (!is_known) {
            (void)FAIL(err, RC_INVALID, "publication.no_such_class", "class %zu", i);
            return err_arg(err, 0, class_id[i]);
        }
    }
    return RC_OK;
}

/* The bundle cannot be cut: it would no longer be what was frozen. So whoever opens it opens every class, on
 * the pages too, instead of showing some and giving away the others. */
static enum rc check_whole(const struct scheme *s, enum openness open, const struct str *class_id,
                           size_t classes, struct err *err)
{
    for (int c = 0; open == OPEN_RAW && c < s->classes_count; c++)
        if (!is_chosen(s->classes[c].id, class_id, classes))
            return FAIL(err, RC_INVALID, "publication.raw_is_whole", "class %d", c);
    return RC_OK;
}

enum rc public_document_write(struct arena *a, const struct frozen_files *f, const struct public_document *in,
                              const struct str *class_id, size_t classes, struct buf *out, struct err *err)
{
    struct problems *problems = ARENA_NEW(a, struct problems);
    struct picking p = {.a = a, .open = in->open, .j = json_to(out)};
    struct frozen_manifest m;
    const struct canon *result = NULL;
    problems->arena = a;
    enum rc rc = frozen_manifest_read(a, f->manifest, &m, err);
    if (rc == RC_OK)
        rc = scheme_read(a, f->scheme, problems, &p.s, err);
    if (rc == RC_OK)
        rc = canon_read(f->result, a, &result, err);
    if (rc == RC_OK)
        rc = check_classes(p.s, class_id, classes, err);
    if (rc == RC_OK)
        rc = check_whole(p.s, in->open, class_id, classes, err);
    if (rc == RC_OK && !find_units(&p, result))
        rc = FAIL(err, RC_INVALID, "frozen.differs_result", "units of another scheme");
    if (rc != RC_OK)
        return rc;
    find_parts(&p);
    put_document(&p, &m, frozen_fingerprint(a, f), in, class_id, classes);
    return RC_OK;
}

/* ---- reading ---- */

static const struct str *read_scores(struct arena *a, const struct canon *list, size_t parts)
{
    struct str *out = ARENA_ARRAY(a, struct str, parts + 1);
    const struct canon *v = list ? list->first : NULL;
    for (size_t i = 0; v && i < parts; i++, v = v->next)
        out[i] = v->type == CANON_TEXT ? v->s : (struct str){0};
    return out;
}

static void read_class(struct arena *a, const struct canon *c, struct public_class *ret)
{
    const struct canon *parts = canon_get(c, STR("parts")), *units = canon_get(c, STR("units"));
    struct public_part *part = ARENA_ARRAY(a, struct public_part, (parts ? parts->n : 0) + 1);
    struct public_unit *unit = ARENA_ARRAY(a, struct public_unit, (units ? units->n : 0) + 1);
    *ret = (struct public_class){.id = canon_text(c, STR("id")),
                                 .name = canon_text(c, STR("name")),
                                 .full = canon_text(c, STR("full")),
                                 .part = part,
                                 .unit = unit};
    for (const struct canon *v = parts ? parts->first : NULL; v; v = v->next)
        part[ret->parts++] = (struct public_part){.id = canon_text(v, STR("id")),
                                                  .name = canon_text(v, STR("name")),
                                                  .weight = canon_text(v, STR("weight"))};
    for (const struct canon *v = units ? units->first : NULL; v; v = v->next)
        unit[ret->units++] =
            (struct public_unit){.name = canon_text(v, STR("name")),
                                 .total = canon_text(v, STR("total")),
                                 .grade = canon_text(v, STR("grade")),
                                 .rank = (int)canon_int(v, STR("rank"), 0),
                                 .part = read_scores(a, canon_get(v, STR("parts")), ret->parts)};
}

/* What `instant` wrote; anything else gives some other moment, which is written otherwise. */
static int64_t instant_of(struct str s)
{
    static const struct {
        uint8_t at, n;
    } field[] = {{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}};
    int64_t v[COUNT_OF(field)];
    for (size_t i = 0; i < COUNT_OF(field); i++)
        if (!str_to_i64(str_sub(s, field[i].at, field[i].n), &v[i]) || v[i] < 0)
            return 0;
    return date_ms((int)v[0], (int)v[1], (int)v[2], (int)v[3], (int)v[4]) + v[5] * 1000;
}

static bool is_true(const struct canon *v) { return v && v->type == CANON_TRUE; }

enum rc public_document_read(struct arena *a, struct str json, struct public_document *ret, struct err *err)
{
    const struct canon *c = NULL;
    struct err why;
    enum openness open = OPEN_TOTALS;
    if (canon_read(json, a, &c, &why) != RC_OK || !str_eq(canon_text(c, STR("format")), FORMAT) ||
        !openness_find(canon_text(c, STR("open")), &open))
        return FAIL(err, RC_INVALID, "publication.document_unfit", "%zu bytes", json.n);
    const struct canon *classes = canon_get(c, STR("classes")), *hashes = canon_get(c, STR("hashes")),
                       *scheme = canon_get(c, STR("scheme"));
    struct public_class *class = ARENA_ARRAY(a, struct public_class, (classes ? classes->n : 0) + 1);
    *ret = (struct public_document){.city = canon_text(c, STR("city")),
                                    .title = canon_text(c, STR("title")),
                                    .note = canon_text(c, STR("note")),
                                    .scheme_code = canon_text(scheme, STR("code")),
                                    .scheme_title = canon_text(scheme, STR("title")),
                                    .version = canon_int(scheme, STR("version"), 0),
                                    .window = canon_text(c, STR("window")),
                                    .fingerprint = canon_text(c, STR("fingerprint")),
                                    .scheme_hash = canon_text(hashes, STR("scheme")),
                                    .values_hash = canon_text(hashes, STR("values")),
                                    .result_hash = canon_text(hashes, STR("result")),
                                    .published_ms = instant_of(canon_text(c, STR("published_at"))),
                                    .number = canon_int(c, STR("number"), 0),
                                    .frozen = canon_int(c, STR("frozen"), 0),
                                    .engine = canon_int(c, STR("engine"), 0),
                                    .digits = (int)canon_int(c, STR("digits"), 0),
                                    .is_mean = is_true(canon_get(c, STR("mean"))),
                                    .has_broken_ties = is_true(canon_get(c, STR("broken_ties"))),
                                    .rounding = canon_text(c, STR("rounding")),
                                    .place = canon_text(c, STR("place")),
                                    .ties = canon_text(c, STR("ties")),
                                    .open = open,
                                    .class = class};
    for (const struct canon *v = classes ? classes->first : NULL; v; v = v->next)
        read_class(a, v, &class[ret->classes++]);
    return RC_OK;
}

/* ---- checking ---- */

static bool text_differs(struct str unit, struct str node, struct str expected, struct str got,
                         struct frozen_difference *ret)
{
    if (str_eq(expected, got))
        return false;
    *ret = (struct frozen_difference){.text = "publication.differs_in_unit",
                                      .unit = unit,
                                      .node = node,
                                      .expected = expected.n ? expected : STR("—"),
                                      .got = got.n ? got : STR("—")};
    return true;
}

static bool unit_differs(struct arena *a, const struct public_unit *x, const struct public_unit *y,
                         struct frozen_difference *ret)
{
    return text_differs(x->name, STR("name"), x->name, y->name, ret) ||
           text_differs(x->name, STR("total"), x->total, y->total, ret) ||
           text_differs(x->name, STR("rank"), arena_printf(a, "%d", x->rank), arena_printf(a, "%d", y->rank),
                        ret) ||
           text_differs(x->name, STR("grade"), x->grade, y->grade, ret);
}

/* The first unit that stands there otherwise; else that they differ at all. */
static void find_difference(struct arena *a, const struct public_document *x, const struct public_document *y,
                            struct frozen_difference *ret)
{
    *ret = (struct frozen_difference){.text = "publication.differs"};
    for (size_t c = 0; c < x->classes && c < y->classes; c++)
        for (size_t u = 0; u < x->class[c].units && u < y->class[c].units; u++)
            if (unit_differs(a, &x->class[c].unit[u], &y->class[c].unit[u], ret))
                return;
}

static enum rc check_document(struct arena *a, const struct frozen_files *f,
                              const struct public_document *doc, struct frozen_difference *ret,
                              struct err *err)
{
    struct str *class = ARENA_ARRAY(a, struct str, doc->classes + 1);
    struct buf out CLEANUP(buf_release) = {0};
    struct public_document again;
    for (size_t i = 0; i < doc->classes; i++)
        class[i] = doc->class[i].id;
    enum rc rc = public_document_write(a, f, doc, class, doc->classes, &out, err);
    if (rc != RC_OK || str_eq(buf_str(&out), f->publication))
        return rc;
    rc = public_document_read(a, arena_str(a, buf_str(&out)), &again, err);
    if (rc == RC_OK)
        find_difference(a, doc, &again, ret);
    return rc;
}

/* The entry must be one that publishes, and name this document by its hash. */
static enum rc check_entry(struct arena *a, const struct frozen_files *f, const struct public_document *doc,
                           struct frozen_difference *ret, struct err *err)
{
    struct entry_view view;
    struct err why;
    struct str hash = hash_hex(a, hash_of(f->publication));
    if (entry_read(f->entry, a, &view, &why) != RC_OK || !view.changes)
        return FAIL(err, RC_INVALID, "publication.entry_unfit", "%zu bytes", f->entry.n);
    for (const struct canon *c = view.changes->first; c; c = c->next) {
        const struct canon *set = canon_get(c, STR("set"));
        if (str_eq(view.kind, STR("result.publish")) && str_eq(canon_text(c, STR("o")), STR("publication")) &&
            canon_int(canon_get(c, STR("k")), STR("publication_id"), 0) == doc->number &&
            canon_int(set, STR("frozen_id"), 0) == doc->frozen &&
            str_eq(canon_text(set, STR("title")), doc->title) &&
            str_eq(canon_text(set, STR("open_to")), openness_name(doc->open)) &&
            str_eq(canon_text(set, STR("public_hash")), hash))
            return RC_OK;
    }
    *ret = (struct frozen_difference){.text = "publication.entry_differs", .got = hash};
    return RC_OK;
}

enum rc publication_check(struct arena *a, const struct frozen_files *f, struct frozen_difference *ret,
                          struct err *err)
{
    struct public_document doc;
    *ret = (struct frozen_difference){0};
    enum rc rc = public_document_read(a, f->publication, &doc, err);
    if (rc == RC_OK)
        rc = check_document(a, f, &doc, ret, err);
    return rc == RC_OK && !ret->text ? check_entry(a, f, &doc, ret, err) : rc;
}

struct str publication_leaf(struct arena *a, const struct frozen_files *f)
{
    return hash_hex(a, merkle_leaf(f->entry));
}
