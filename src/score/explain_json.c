/* The facts as they were said, in their order: names are written as they are, numbers as texts, because a
 * fraction is no number of JSON and a decimal would be read as a float. */
#include "base/json.h"
#include "score/result.h"

static void put_fact(struct json *j, const struct score_fact *f);

/* The next name in the alphabet each time: there are few, and no memory is needed. */
static void put_members(struct json *j, const struct score_fact *object)
{
    const struct score_fact *done = NULL, *next;
    do {
        next = NULL;
        for (const struct score_fact *k = object->first; k; k = k->next)
            if ((!done || strcmp(k->name, done->name) > 0) && (!next || strcmp(k->name, next->name) < 0))
                next = k;
        if (next) {
            json_key(j, str_c(next->name));
            put_fact(j, next);
        }
        done = next;
    } while (next);
}

static void put_fact(struct json *j, const struct score_fact *f)
{
    switch (f->kind) {
    case FACT_NUMBER:
    case FACT_TEXT:
        json_str(j, f->text);
        return;
    case FACT_TRUTH:
        json_bool(j, f->is_true);
        return;
    case FACT_NULL:
        json_null(j);
        return;
    case FACT_OBJECT:
        json_object(j);
        put_members(j, f);
        json_object_end(j);
        return;
    case FACT_LIST:
        json_array(j);
        for (const struct score_fact *k = f->first; k; k = k->next)
            put_fact(j, k);
        json_array_end(j);
        return;
    }
}

void score_explain_json(const struct score_explanation *x, struct buf *out)
{
    struct json j = json_to(out);
    put_fact(&j, x->facts);
}

void score_explanations_json(const struct score_result *r, struct str nodes, struct arena *a, struct buf *out)
{
    struct json j = json_to(out);
    json_object(&j);
    json_key(&j, STR("engine"));
    json_int(&j, KC_ENGINE_VERSION);
    json_key(&j, STR("format"));
    json_str(&j, STR("kaocheng.explanation/1"));
    json_key(&j, STR("nodes"));
    json_raw_canonical(&j, nodes);
    json_key(&j, STR("scheme"));
    json_str(&j, r->scheme->id);
    json_key(&j, STR("version"));
    json_str(&j, r->scheme->version);
    json_key(&j, STR("window"));
    json_str(&j, window_write(a, r->window));
    json_object_end(&j);
}
