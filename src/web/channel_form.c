#include "web/channel_form.h"

static const struct {
    const char *key, *field;
} FIELDS[] = {
    {K("channel.address_unfit"), "address"},  {K("channel.address_missing"), "address"},
    {K("channel.bot_unfit"), "address"},      {K("channel.secret_unfit"), "secret"},
    {K("channel.label_unfit"), "label"},      {K("channel.owner_missing"), "owner"},
    {K("organ.not_found"), "owner"},          {K("channel.minute_unfit"), "digest"},
    {K("channel.digest_is_quiet"), "digest"},
};

struct str channel_error_field(const struct err *err)
{
    for (size_t i = 0; err->text && i < COUNT_OF(FIELDS); i++)
        if (strcmp(FIELDS[i].key, err->text) == 0)
            return str_c(FIELDS[i].field);
    return (struct str){0};
}

struct str channel_minute_text(struct door *d, int64_t minute)
{
    return arena_printf(d->a, "%02d:%02d", (int)(minute / 60), (int)(minute % 60));
}

/* "8:30", "08:30", with the full-width sign too; −1: none. */
static int64_t minute_of(struct str s)
{
    struct str wide = STR("：");
    int64_t hour, minute;
    s = str_trim(s);
    size_t at = str_find(s, ':'), skip = 1;
    if (at == s.n) {
        at = str_find_str(s, wide);
        skip = wide.n;
    }
    struct str h = str_sub(s, 0, at), m = str_sub(s, at + skip, SIZE_MAX);
    if (at == s.n || h.n < 1 || h.n > 2 || m.n != 2 || !str_to_i64(h, &hour) || !str_to_i64(m, &minute) ||
        hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return -1;
    return hour * 60 + minute;
}

static void fill_options(struct door *d, struct channel_wish_view *v)
{
    struct option *on = ARENA_ARRAY(d->a, struct option, 2),
                  *wants = ARENA_ARRAY(d->a, struct option, CHANNEL_WANTS);
    struct option *lang = ARENA_ARRAY(d->a, struct option, 2);
    on[0] = (struct option){STR("1"), TEXT(d, "channel.is_on")};
    on[1] = (struct option){STR("0"), TEXT(d, "channel.is_off")};
    for (size_t i = 0; i < CHANNEL_WANTS; i++)
        wants[i] = (struct option){channel_wants_name((enum channel_wants)i),
                                   door_text(d, channel_wants_text((enum channel_wants)i))};
    lang[0] = (struct option){text_lang_tag(LANG_ZH_CN), TEXT(d, "channel.in_chinese")};
    lang[1] = (struct option){text_lang_tag(LANG_EN), TEXT(d, "channel.in_english")};
    v->on_options = on;
    v->on_options_n = 2;
    v->wants_options = wants;
    v->wants_options_n = CHANNEL_WANTS;
    v->lang_options = lang;
    v->lang_options_n = 2;
}

void channel_wish_show(struct door *d, const struct channel_wish *w, struct channel_wish_view *ret)
{
    *ret = (struct channel_wish_view){.is_on = {.value = w->is_on ? STR("1") : STR("0")},
                                      .wants = {.value = channel_wants_name(w->wants)},
                                      .lang = {.value = text_lang_tag(w->lang)},
                                      .digest = {.value = channel_minute_text(d, w->digest_minute)},
                                      .quiet_from = {.value = channel_minute_text(d, w->quiet_from)},
                                      .quiet_to = {.value = channel_minute_text(d, w->quiet_to)}};
    fill_options(d, ret);
}

void channel_wish_read(struct door *d, struct channel_wish_view *v, struct channel_wish *ret)
{
    *v = (struct channel_wish_view){.is_on = {.value = http_form(d->q, STR("on"))},
                                    .wants = {.value = http_form(d->q, STR("wants"))},
                                    .lang = {.value = http_form(d->q, STR("lang"))},
                                    .digest = {.value = http_form(d->q, STR("digest"))},
                                    .quiet_from = {.value = http_form(d->q, STR("quiet_from"))},
                                    .quiet_to = {.value = http_form(d->q, STR("quiet_to"))}};
    fill_options(d, v);
    *ret = (struct channel_wish){.is_on = str_eq(v->is_on.value, STR("1")),
                                 .lang = text_lang_of(v->lang.value),
                                 .digest_minute = minute_of(v->digest.value),
                                 .quiet_from = minute_of(v->quiet_from.value),
                                 .quiet_to = minute_of(v->quiet_to.value)};
    if (!channel_wants_find(v->wants.value, &ret->wants))
        ret->wants = WANTS_ALL;
}
