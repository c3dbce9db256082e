/* What is frozen of a result: nothing but integers and the scheme's own words, in the order of the scheme, so
 * that the bytes are the same wherever the numbers are. Texts of the interface stay out: they may change. */
#include "base/fixed.h"
#include "base/json.h"
#include "score/result.h"

/* One letter a node, in the order of the nodes. */
static const char STATE_LETTER[SCORE__COUNT] = {[SCORE_PRESENT] = 'p',
                                                [SCORE_ABSENT] = 'a',
                                                [SCORE_NOT_APPLICABLE] = 'n',
                                                [SCORE_NOT_SCORABLE] = 'x',
                                                [SCORE_PER_PERIOD] = 'w'};

/* A decimal is a text: numbers of this profile have no point. */
static void put_decimal(struct json *j, struct arena *scratch, int64_t v, int digits)
{
    json_str(j, fixed_write(scratch, v, digits));
}

static void put_nodes(struct json *j, const struct scheme *s)
{
    json_array(j);
    for (int n = 0; n < s->nodes_count; n++) {
        json_object(j);
        json_key(j, STR("digits"));
        json_int(j, s->nodes[n].digits);
        json_key(j, STR("id"));
        json_str(j, s->nodes[n].id);
        json_key(j, STR("parent"));
        json_int(j, s->nodes[n].parent);
        json_object_end(j);
    }
    json_array_end(j);
}

static void put_scores(struct json *j, struct arena *scratch, const struct score_result *r, int unit)
{
    const struct scheme *s = r->scheme;
    struct buf states CLEANUP(buf_release) = {0};
    json_key(j, STR("scores"));
    json_array(j);
    for (int n = 0; n < s->nodes_count; n++) {
        enum score_state state = score_state(r, n, unit);
        buf_putc(&states, STATE_LETTER[state]);
        if (state == SCORE_PRESENT)
            put_decimal(j, scratch, score_of(r, n, unit), s->nodes[n].digits);
        else
            json_null(j);
    }
    json_array_end(j);
    json_key(j, STR("states"));
    json_str(j, buf_str(&states));
}

static void put_unit(struct json *j, struct arena *scratch, const struct score_result *r, int unit)
{
    const struct scheme *s = r->scheme;
    const struct score_unit *u = &r->units[unit];
    json_object(j);
    json_key(j, STR("class"));
    json_str(j, s->classes[s->units[unit].class_index].id);
    json_key(j, STR("excluded"));
    json_bool(j, u->is_excluded);
    json_key(j, STR("grade"));
    if (u->grade >= 0)
        json_str(j, s->grades[u->grade].id);
    else
        json_null(j);
    json_key(j, STR("name"));
    json_str(j, s->units[unit].name);
    json_key(j, STR("rank"));
    json_int(j, u->rank);
    json_key(j, STR("ranked"));
    json_int(j, u->ranked);
    put_scores(j, scratch, r, unit);
    json_key(j, STR("total"));
    if (u->has_total)
        put_decimal(j, scratch, u->total, s->nodes[0].digits);
    else
        json_null(j);
    json_key(j, STR("unit"));
    json_str(j, s->units[unit].id);
    json_object_end(j);
}

void score_write_json(const struct score_result *r, struct buf *out)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    ASSERT(a != NULL);
    struct json j = json_to(out);
    json_object(&j);
    json_key(&j, STR("engine"));
    json_int(&j, KC_ENGINE_VERSION);
    json_key(&j, STR("format"));
    json_str(&j, STR("kaocheng.result/1"));
    json_key(&j, STR("nodes"));
    put_nodes(&j, r->scheme);
    json_key(&j, STR("units"));
    json_array(&j);
    for (int u = 0; u < r->scheme->units_count; u++) {
        put_unit(&j, a, r, u);
        arena_reset(a);
    }
    json_array_end(&j);
    json_key(&j, STR("window"));
    json_str(&j, window_write(a, r->window));
    json_object_end(&j);
}
