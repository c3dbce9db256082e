/* `kaocheng score gain`: what a unit can still do for its total, and what each deed really brings. */
#include "base/fixed.h"
#include "base/key.h"
#include "main/score_moves.h"
#include "score/gain.h"

static struct str value_of(const struct scoring *s, const struct gain *g, int64_t v)
{
    if (v == VALUE_MISSING || g->measure < 0)
        return (struct str){0};
    const struct measure *m = &s->scheme->measures[g->measure];
    return arena_printf(s->arena, "%.*s%.*s", STR_ARG(fixed_write_short(s->arena, v, m->decimals)),
                        STR_ARG(m->unit_name));
}

static struct str month_of(const struct scoring *s, const struct gain *g)
{
    enum period per = g->measure >= 0 ? s->scheme->measures[g->measure].per : PERIOD_MONTH;
    return window_write(s->arena, window_of(per, g->month));
}

static struct str item_name(const struct scoring *s, const struct gain *g)
{
    const struct event_item *item = scheme_item_find(s->scheme, g->measure, g->item);
    return item ? item->name : g->item;
}

/* One line a deed: what to do, then what it brings. */
static void say_gain(const struct scoring *s, const struct gain *g)
{
    static const char *const texts[GAIN__COUNT] = {
        [GAIN_VALUE] = K("score_command.gain_value"), [GAIN_REPORT] = K("score_command.gain_report"),
        [GAIN_LESS] = K("score_command.gain_less"),   [GAIN_MORE] = K("score_command.gain_more"),
        [GAIN_OPEN] = K("score_command.gain_open"),
    };
    int digits = s->scheme->nodes[0].digits;
    struct str name = g->measure >= 0 ? s->scheme->measures[g->measure].name : s->scheme->nodes[g->node].name;
    bool is_event = g->kind == GAIN_LESS || g->kind == GAIN_MORE;
    bool is_bare = g->kind == GAIN_REPORT && g->to == VALUE_MISSING;
    struct str arg[] = {s->scheme->nodes[g->node].name,
                        is_event
                            ? item_name(s, g)
                            : arena_printf(s->arena, "%.*s（%.*s）", STR_ARG(name), STR_ARG(month_of(s, g))),
                        value_of(s, g, g->from), value_of(s, g, g->to)};
    scoring_print(s, is_bare ? K("score_command.gain_unreported") : texts[g->kind], arg, COUNT_OF(arg));
    struct str brought[] = {scoring_decimal(s, g->points, digits), scoring_decimal(s, g->room, digits),
                            arena_printf(s->arena, "%d", g->rank)};
    if (g->points > 0 && g->has_room)
        scoring_print(s, K("score_command.gain_brings"), brought, COUNT_OF(brought));
    else if (g->points > 0)
        scoring_print(s, K("score_command.gain_brings_alone"), brought, COUNT_OF(brought));
    else if (g->has_room)
        scoring_print(s, K("score_command.gain_room"), brought, COUNT_OF(brought));
}

static void json_number(const struct scoring *s, struct json *j, const struct gain *g, int64_t v)
{
    bool has = v != VALUE_MISSING && g->measure >= 0;
    json_text_or_null(j, has ? scoring_decimal(s, v, s->scheme->measures[g->measure].decimals)
                             : (struct str){0});
}

static void json_gain(const struct scoring *s, struct json *j, const struct gain *g)
{
    static const struct str kinds[GAIN__COUNT] = {
        [GAIN_VALUE] = STR_INIT("value"), [GAIN_REPORT] = STR_INIT("report"), [GAIN_LESS] = STR_INIT("less"),
        [GAIN_MORE] = STR_INIT("more"),   [GAIN_OPEN] = STR_INIT("open"),
    };
    int digits = s->scheme->nodes[0].digits;
    json_object(j);
    json_key(j, STR("from"));
    json_number(s, j, g, g->from);
    json_key(j, STR("item"));
    json_text_or_null(j, g->item);
    json_key(j, STR("kind"));
    json_str(j, kinds[g->kind]);
    json_key(j, STR("measure"));
    json_text_or_null(j, g->measure >= 0 ? s->scheme->measures[g->measure].id : (struct str){0});
    json_key(j, STR("node"));
    json_str(j, s->scheme->nodes[g->node].id);
    json_key(j, STR("period"));
    json_str(j, month_of(s, g));
    json_key(j, STR("points"));
    json_str(j, scoring_decimal(s, g->points, digits));
    json_key(j, STR("rank"));
    json_int(j, g->rank);
    json_key(j, STR("room"));
    json_text_or_null(j, g->has_room ? scoring_decimal(s, g->room, digits) : (struct str){0});
    json_key(j, STR("to"));
    json_number(s, j, g, g->to);
    json_object_end(j);
}

static enum rc put_json(struct scoring *s, const struct gains *of, int unit)
{
    struct buf out CLEANUP(buf_release) = {0};
    struct json j = json_to(&out);
    json_object(&j);
    json_key(&j, STR("format"));
    json_str(&j, STR("kaocheng.gain/1"));
    json_key(&j, STR("gains"));
    json_array(&j);
    for (int i = 0; i < of->n; i++)
        json_gain(s, &j, &of->gain[i]);
    json_array_end(&j);
    json_key(&j, STR("rank"));
    json_int(&j, s->result->units[unit].rank);
    json_key(&j, STR("total"));
    json_text_or_null(&j, scoring_score(s, s->result, 0, unit));
    json_key(&j, STR("unit"));
    json_str(&j, s->scheme->units[unit].id);
    json_key(&j, STR("window"));
    json_str(&j, window_write(s->arena, s->window));
    json_object_end(&j);
    return scoring_put_out(s, &out);
}

static enum rc read_wish(struct scoring *s, struct gain_wish *ret)
{
    struct str unit = scoring_option(s, "unit"), goal = scoring_option(s, "goal"),
               most = scoring_option(s, "most");
    int64_t n = 3;
    *ret = (struct gain_wish){0};
    enum rc rc = scoring_unit(s, unit, &ret->unit);
    if (rc != RC_OK)
        return rc;
    bool goal_is_fit = goal.n == 0 || (fixed_read(goal, s->scheme->nodes[0].digits, &ret->goal) == FIXED_OK &&
                                       ret->goal > 0);
    bool most_is_fit = most.n == 0 || (str_to_i64(most, &n) && n >= 1 && n <= 1000);
    ret->most = (int)n;
    if (goal_is_fit && most_is_fit)
        return RC_OK;
    (void)FAIL(s->err, RC_INVALID, "score_command.form_wrong", "goal or most");
    (void)err_arg(s->err, 1, goal_is_fit ? STR("--most 3") : STR("--goal 1"));
    return scoring_wrong_use(s, goal_is_fit ? most : goal);
}

int command_score_gain(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct scoring s = scoring_new(c, a, lang, value, &err);
    struct gain_wish wish;
    const struct gains *of = NULL;
    enum rc rc = scoring_open(&s);
    if (rc == RC_OK)
        rc = read_wish(&s, &wish);
    if (rc == RC_OK)
        rc = score_gains(s.result, &wish, a, &of, &err);
    if (rc == RC_OK && s.is_json)
        rc = put_json(&s, of, wish.unit);
    for (int i = 0; rc == RC_OK && !s.is_json && i < of->n; i++)
        say_gain(&s, &of->gain[i]);
    if (rc == RC_OK && of->n == 0)
        command_say(lang, a, K("score_command.no_gain"), NULL, 0);
    return scoring_end(&s, rc);
}
