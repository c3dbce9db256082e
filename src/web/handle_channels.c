/* How one is told (/me/notices), and for the administrator the groups and what did not go out. */
#include <inttypes.h>

#include "domain/delivery.h"
#include "web/channel_form.h"
#include "web/listing.h"

#define PER_PAGE 50

/* ---- one's own ---- */

static enum rc show_own(struct door *d, struct web_errors *errors, struct channel_own_view *v)
{
    web_frame(d, &v->shell, PLACE_REMINDERS, TEXT(d, "channel_own.title"));
    v->is_demo = d->app->is_demo;
    v->errors = web_errors_view(d, errors, &v->shell);
    page_channel_own(&d->h, v);
    return RC_OK;
}

enum rc handle_channel_own(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    struct channel_own_view v = {.is_demo = false};
    struct channel c = {.wish = CHANNEL_WISH_DEFAULT};
    struct channel_way way = {{0}};
    bool is_found;
    int64_t tenant = d->who.actor.tenant_id;
    enum rc rc = channel_own_load(d->db, d->a, tenant, d->who.actor.account_id, &c, &is_found, err);
    if (rc == RC_OK && is_found)
        rc = channel_way_load(d->db, d->a, kernel_ledger(d->app->kernel), tenant, &c, &way, err);
    if (rc != RC_OK)
        return rc;
    v.address.value = way.address;
    channel_wish_show(d, &c.wish, &v.wish);
    return show_own(d, &none, &v);
}

enum rc handle_channel_set_own(struct door *d, struct err *err)
{
    struct web_errors errors = {.n = 0};
    struct channel_own_view v = {.address = {.value = str_trim(http_form(d->q, STR("address")))}};
    struct channel_set_own in = {.address = v.address.value};
    struct act_receipt receipt;
    channel_wish_read(d, &v.wish, &in.wish);
    enum rc rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, STR("/me/notices?done=channel"));
        return RC_OK;
    }
    return web_refused(d, &errors, channel_error_field(err), rc, err) ? show_own(d, &errors, &v) : rc;
}

/* ---- the list ---- */

static struct str owner_text(struct door *d, const struct organ_book *book, const struct channel *c)
{
    if (c->owner.role != ROLE_NONE)
        return door_text(d, role_text(c->owner.role));
    const struct organ *organ = organ_by_id(book, c->owner.organ_id);
    return organ ? organ->short_name : TEXT(d, "channels.organ_gone");
}

static struct str hours_text(struct door *d, const struct channel_wish *w)
{
    struct str quiet = arena_printf(d->a, "%.*s–%.*s", STR_ARG(channel_minute_text(d, w->quiet_from)),
                                    STR_ARG(channel_minute_text(d, w->quiet_to)));
    return TEXT2(d, "channels.hours_text", channel_minute_text(d, w->digest_minute), quiet);
}

static const struct channel *channel_of(const struct channels *list, int64_t channel_id)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->row[i].channel_id == channel_id)
            return &list->row[i];
    return NULL;
}

/* Whose mail did not arrive is told by the channel's number: enough to send it again. */
static struct str channel_name(struct door *d, const struct channel *c, int64_t channel_id)
{
    if (c && c->label.n)
        return c->label;
    return TEXT1(d, "channels.a_person", arena_printf(d->a, "%" PRId64, channel_id));
}

static void fill_groups(struct door *d, const struct channels *list, const struct organ_book *book,
                        struct channels_view *v)
{
    struct channel_row *rows = ARENA_ARRAY(d->a, struct channel_row, list->n + 1);
    for (size_t i = 0; i < list->n; i++) {
        const struct channel *c = &list->row[i];
        if (c->owner.account_id) {
            v->people += c->wish.is_on;
            continue;
        }
        rows[v->rows_n++] = (struct channel_row){
            .label = c->label,
            .owner = owner_text(d, book, c),
            .kind = door_text(d, channel_kind_text(c->kind)),
            .wants = door_text(d, channel_wants_text(c->wish.wants)),
            .hours = hours_text(d, &c->wish),
            .url = arena_printf(d->a, "/settings/channels/%" PRId64, c->channel_id),
            .try_url = arena_printf(d->a, "/settings/channels/%" PRId64 "/try", c->channel_id),
            .is_on = c->wish.is_on};
    }
    v->rows = rows;
}

static void fill_stuck(struct door *d, const struct channels *list, const struct deliveries *stuck,
                       struct channels_view *v)
{
    struct delivery_row *rows = ARENA_ARRAY(d->a, struct delivery_row, stuck->n + 1);
    for (size_t i = 0; i < stuck->n; i++) {
        const struct delivery *s = &stuck->row[i];
        bool is_failed = s->state == DELIVERY_FAILED;
        rows[i] = (struct delivery_row){
            .channel = channel_name(d, channel_of(list, s->channel_id), s->channel_id),
            .what = delivery_is_digest(s) ? TEXT(d, "channels.a_digest")
                    : delivery_is_try(s)  ? TEXT(d, "channels.a_trial")
                                          : TEXT(d, "channels.red_lights"),
            .lines = web_number(d, s->lines),
            .at = TEXT2(d, "channels.tries", arena_printf(d->a, "%" PRId64, s->tries),
                        web_instant(d, s->tried_ms)),
            .error = delivery_error(d->a, d->h.lang, s),
            .next = is_failed ? (struct str){0} : web_instant(d, s->next_ms),
            .resend_url = arena_printf(d->a, "/settings/channels/%" PRId64 "/resend", s->channel_id),
            .slot = s->slot,
            .is_failed = is_failed};
    }
    v->stuck = rows;
    v->stuck_n = stuck->n;
}

static enum rc export_channels(struct door *d, const struct channels_view *v, size_t total, struct err *err)
{
    struct listing l[] = {listing_of(d, STR("channels"), v->shell.title),
                          listing_of(d, STR("stuck"), TEXT(d, "channels.stuck"))};
    l[1].total = total;
    listing_column(&l[0], TEXT(d, "channel.label"), 24);
    listing_column(&l[0], TEXT(d, "channel.owner"), 20);
    listing_column(&l[0], TEXT(d, "channel.kind"), 20);
    listing_column(&l[0], TEXT(d, "channel.wants"), 24);
    listing_column(&l[0], TEXT(d, "channels.hours"), 30);
    listing_column(&l[0], TEXT(d, "export.note"), 12);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct channel_row *r = &v->rows[i];
        const struct str cell[] = {r->label, r->owner, r->kind,
                                   r->wants, r->hours, r->is_on ? (struct str){0} : TEXT(d, "channels.off")};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l[0], cell[k]);
    }
    listing_column(&l[1], TEXT(d, "channels.to"), 24);
    listing_column(&l[1], TEXT(d, "channels.message"), 16);
    listing_number(&l[1], TEXT(d, "channels.lines"), 8);
    listing_column(&l[1], TEXT(d, "channels.tried"), 26);
    listing_column(&l[1], TEXT(d, "channels.why"), 50);
    for (size_t i = 0; i < v->stuck_n; i++) {
        const struct delivery_row *r = &v->stuck[i];
        const struct str cell[] = {r->channel, r->what, r->lines, r->at, r->error};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l[1], cell[k]);
    }
    return listing_reply_all(l, COUNT_OF(l), err);
}

enum rc handle_channels(struct door *d, struct err *err)
{
    struct channels_view v = {.is_demo = d->app->is_demo};
    struct channels list;
    struct organ_book book;
    struct deliveries stuck;
    int64_t tenant = d->who.actor.tenant_id, page = web_page_asked(d);
    int64_t skip = listing_is_asked(d) ? 0 : (page - 1) * PER_PAGE;
    enum rc rc = channels_load(d->db, d->a, tenant, d->day, &list, err);
    if (rc == RC_OK)
        rc = organ_book_load(d->db, d->a, tenant, d->day, &book, err);
    if (rc == RC_OK)
        rc = deliveries_stuck(d->db, d->a, tenant, skip, listing_rows_most(d, PER_PAGE), &stuck, err);
    if (rc != RC_OK)
        return rc;
    fill_groups(d, &list, &book, &v);
    fill_stuck(d, &list, &stuck, &v);
    web_frame(d, &v.shell, PLACE_CHANNELS, TEXT(d, "channels.title"));
    if (listing_is_asked(d))
        return export_channels(d, &v, (size_t)stuck.total, err);
    v.pager = web_pager(d, STR("/settings/channels"), stuck.total, PER_PAGE, page);
    page_channels(&d->h, &v);
    return RC_OK;
}

enum rc handle_delivery_resend(struct door *d, struct err *err)
{
    struct delivery_resend in = {.slot = http_form(d->q, STR("slot"))};
    struct act_receipt receipt;
    enum rc rc = door_param_i64(d, STR("channel"), &in.channel_id, err);
    if (rc == RC_OK)
        rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK)
        door_see(d, STR("/settings/channels?done=resent"));
    return rc;
}

enum rc handle_delivery_try(struct door *d, struct err *err)
{
    struct delivery_try in;
    struct act_receipt receipt;
    enum rc rc = door_param_i64(d, STR("channel"), &in.channel_id, err);
    if (rc == RC_OK)
        rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK)
        door_see(d, STR("/settings/channels?done=tried"));
    return rc;
}

/* ---- a group ---- */

static const enum role OFFICES[] = {ROLE_PERF_OFFICE, ROLE_EFFICIENCY_OFFICE, ROLE_SUPERVISION_OFFICE};

static void fill_choices(struct door *d, const struct organ_book *book, struct channel_group_view *v)
{
    struct option *owners = ARENA_ARRAY(d->a, struct option, book->n + COUNT_OF(OFFICES));
    struct option *kinds = ARENA_ARRAY(d->a, struct option, CHANNEL_KINDS);
    for (size_t i = 0; i < COUNT_OF(OFFICES); i++)
        owners[v->owners_n++] = (struct option){role_name(OFFICES[i]), door_text(d, role_text(OFFICES[i]))};
    for (size_t i = 0; i < book->n; i++)
        owners[v->owners_n++] = (struct option){arena_printf(d->a, "%" PRId64, book->organ[i].organ_id),
                                                book->organ[i].short_name};
    for (size_t i = CHANNEL_WECOM; i < CHANNEL_KINDS; i++)
        kinds[v->kinds_n++] = (struct option){channel_kind_name((enum channel_kind)i),
                                              door_text(d, channel_kind_text((enum channel_kind)i))};
    kinds[v->kinds_n++] =
        (struct option){channel_kind_name(CHANNEL_MAIL), door_text(d, channel_kind_text(CHANNEL_MAIL))};
    v->owners = owners;
    v->kinds = kinds;
}

/* The group that the address names; "new": none yet. */
static enum rc find_group(struct door *d, struct channel *ret, struct err *err)
{
    struct channels list;
    int64_t channel_id;
    *ret = (struct channel){.wish = CHANNEL_WISH_DEFAULT, .kind = CHANNEL_WECOM};
    if (str_eq(door_param(d, STR("channel")), STR("new")))
        return RC_OK;
    enum rc rc = door_param_i64(d, STR("channel"), &channel_id, err);
    if (rc == RC_OK)
        rc = channels_load(d->db, d->a, d->who.actor.tenant_id, d->day, &list, err);
    if (rc != RC_OK)
        return rc;
    const struct channel *c = channel_of(&list, channel_id);
    if (!c || c->owner.account_id)
        return FAIL(err, RC_NOT_FOUND, "channel.not_found", "channel %" PRId64, channel_id);
    *ret = *c;
    return RC_OK;
}

static enum rc show_group(struct door *d, const struct channel *c, struct web_errors *errors,
                          struct channel_group_view *v, struct err *err)
{
    struct organ_book book;
    enum rc rc = organ_book_load(d->db, d->a, d->who.actor.tenant_id, d->day, &book, err);
    if (rc != RC_OK)
        return rc;
    fill_choices(d, &book, v);
    v->is_new = c->channel_id == 0;
    v->has_secret = c->has_secret;
    v->address_hint = c->has_address ? TEXT(d, "channel.address_kept") : TEXT(d, "channel.address_hint");
    v->action = v->is_new ? STR("/settings/channels/new")
                          : arena_printf(d->a, "/settings/channels/%" PRId64, c->channel_id);
    web_frame(d, &v->shell, PLACE_CHANNELS, v->is_new ? TEXT(d, "channels.new") : c->label);
    v->errors = web_errors_view(d, errors, &v->shell);
    page_channel_group(&d->h, v);
    return RC_OK;
}

enum rc handle_channel_group(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    struct channel c;
    enum rc rc = find_group(d, &c, err);
    if (rc != RC_OK)
        return rc;
    struct channel_group_view v = {.label = {.value = c.label}, .kind = {.value = channel_kind_name(c.kind)}};
    v.owner.value = c.owner.role != ROLE_NONE ? role_name(c.owner.role)
                                              : arena_printf(d->a, "%" PRId64, c.owner.organ_id);
    channel_wish_show(d, &c.wish, &v.wish);
    return show_group(d, &c, &none, &v, err);
}

enum rc handle_channel_set_group(struct door *d, struct err *err)
{
    struct web_errors errors = {.n = 0};
    struct channel_group_view v = {.label = {.value = str_trim(http_form(d->q, STR("label")))},
                                   .owner = {.value = http_form(d->q, STR("owner"))},
                                   .kind = {.value = http_form(d->q, STR("kind"))}};
    struct channel_set_group in = {.label = v.label.value,
                                   .address = str_trim(http_form(d->q, STR("address"))),
                                   .secret = str_trim(http_form(d->q, STR("secret"))),
                                   .has_no_secret = http_form(d->q, STR("no_secret")).n > 0};
    struct act_receipt receipt;
    struct channel c;
    enum rc rc = find_group(d, &c, err);
    if (rc != RC_OK)
        return rc;
    in.channel_id = c.channel_id;
    in.role = role_find(v.owner.value);
    if (in.role == ROLE_NONE && !str_to_i64(v.owner.value, &in.organ_id))
        in.organ_id = 0;
    if (!channel_kind_find(v.kind.value, &in.kind))
        in.kind = CHANNEL_WECOM;
    channel_wish_read(d, &v.wish, &in.wish);
    rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, STR("/settings/channels?done=channel"));
        return RC_OK;
    }
    return web_refused(d, &errors, channel_error_field(err), rc, err) ? show_group(d, &c, &errors, &v, err)
                                                                      : rc;
}
