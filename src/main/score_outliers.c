/* `kaocheng score outliers`: reported numbers worth a second look before anybody is scored by them. */
#include "base/fixed.h"
#include "base/key.h"
#include "main/score_moves.h"
#include "score/outlier.h"
#include "table/csv.h"

static struct str number_of(const struct scoring *s, const struct outlier *o, int64_t v)
{
    return scoring_decimal(s, v, s->scheme->measures[o->measure].decimals);
}

/* The median of an even count has a half of its last digit. */
static struct str median_of(const struct scoring *s, const struct outlier *o)
{
    int digits = s->scheme->measures[o->measure].decimals;
    if (o->twice_median % 2 == 0)
        return scoring_decimal(s, o->twice_median / 2, digits);
    return digits < FIXED_DIGITS_MAX && o->twice_median < INT64_MAX / 8 && o->twice_median > -INT64_MAX / 8
               ? scoring_decimal(s, o->twice_median * 5, digits + 1)
               : scoring_decimal(s, o->twice_median / 2, digits);
}

static struct str period_of(const struct scoring *s, const struct outlier *o)
{
    return window_write(s->arena, window_of(s->scheme->measures[o->measure].per, o->month));
}

static struct str by_of(const struct outlier *o)
{
    return o->by == OUTLIER_CLASS ? STR("class") : STR("history");
}

static void put_csv(const struct scoring *s, const struct outliers *of, struct buf *out)
{
    static const struct str head[] = {STR_INIT("unit"),   STR_INIT("measure"), STR_INIT("period"),
                                      STR_INIT("value"),  STR_INIT("by"),      STR_INIT("n"),
                                      STR_INIT("median"), STR_INIT("low"),     STR_INIT("high")};
    struct csv w = csv_to(out, false);
    for (size_t k = 0; k < COUNT_OF(head); k++)
        csv_cell(&w, head[k]);
    csv_end(&w);
    for (int i = 0; i < of->n; i++) {
        const struct outlier *o = &of->item[i];
        const struct str cell[] = {s->scheme->units[o->unit].name,
                                   s->scheme->measures[o->measure].name,
                                   period_of(s, o),
                                   number_of(s, o, o->value),
                                   by_of(o),
                                   arena_printf(s->arena, "%d", o->n),
                                   median_of(s, o),
                                   number_of(s, o, o->low),
                                   number_of(s, o, o->high)};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            csv_cell(&w, cell[k]);
        csv_end(&w);
    }
}

static void put_json(const struct scoring *s, const struct outliers *of, struct buf *out)
{
    struct json j = json_to(out);
    json_object(&j);
    json_key(&j, STR("format"));
    json_str(&j, STR("kaocheng.outliers/1"));
    json_key(&j, STR("k"));
    json_str(&j, fixed_write_short(s->arena, of->k.units, of->k.digits));
    json_key(&j, STR("marks"));
    json_array(&j);
    for (int i = 0; i < of->n; i++) {
        const struct outlier *o = &of->item[i];
        json_object(&j);
        json_key(&j, STR("by"));
        json_str(&j, by_of(o));
        json_key(&j, STR("high"));
        json_str(&j, number_of(s, o, o->high));
        json_key(&j, STR("low"));
        json_str(&j, number_of(s, o, o->low));
        json_key(&j, STR("measure"));
        json_str(&j, s->scheme->measures[o->measure].id);
        json_key(&j, STR("median"));
        json_str(&j, median_of(s, o));
        json_key(&j, STR("n"));
        json_int(&j, o->n);
        json_key(&j, STR("period"));
        json_str(&j, period_of(s, o));
        json_key(&j, STR("unit"));
        json_str(&j, s->scheme->units[o->unit].id);
        json_key(&j, STR("value"));
        json_str(&j, number_of(s, o, o->value));
        json_object_end(&j);
    }
    json_array_end(&j);
    json_key(&j, STR("window"));
    json_str(&j, window_write(s->arena, s->window));
    json_object_end(&j);
}

static enum rc read_k(struct scoring *s, struct dec *ret)
{
    struct str k = scoring_option(s, "k");
    *ret = (struct dec){0, -1};
    if (k.n == 0)
        return RC_OK;
    ret->digits = 6;
    if (fixed_read(k, 6, &ret->units) == FIXED_OK)
        return RC_OK;
    (void)FAIL(s->err, RC_INVALID, "score_command.form_wrong", "%.*s", STR_ARG(k));
    (void)err_arg(s->err, 1, STR("--k 3.5"));
    return scoring_wrong_use(s, k);
}

int command_score_outliers(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct scoring s = scoring_new(c, a, lang, value, &err);
    struct buf out CLEANUP(buf_release) = {0};
    const struct outliers *of = NULL;
    struct dec k;
    enum rc rc = scoring_open(&s);
    if (rc == RC_OK)
        rc = read_k(&s, &k);
    if (rc == RC_OK) {
        rc = score_outliers(s.scheme, s.values, s.result->counted, k, a, &of, &err);
        s.is_wrong_use = rc == RC_INVALID;
    }
    if (rc != RC_OK)
        return scoring_end(&s, rc);
    if (s.is_json)
        put_json(&s, of, &out);
    else
        put_csv(&s, of, &out);
    struct str count = arena_printf(a, "%d", of->n);
    rc = scoring_put_out(&s, &out);
    if (rc == RC_OK)
        command_say(lang, a, of->n ? K("score_command.outliers_found") : K("score_command.outliers_none"),
                    &count, 1);
    return scoring_end(&s, rc);
}
