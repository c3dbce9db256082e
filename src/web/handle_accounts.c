/* Accounts for the three administrators, and the page of permissions, drawn from the table of doors. */
#include <inttypes.h>
#include <sodium.h>

#include "web/export.h"
#include "web/page.h"

static struct str roles_text(struct door *d, const struct account *a)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < a->roles; i++) {
        buf_put(&b, i ? STR("、") : STR(""));
        buf_put(&b, door_text(d, role_text(a->role[i])));
    }
    return arena_str(d->a, buf_str(&b));
}

static const struct option *role_options(struct door *d, const struct account *a, size_t *ret_n)
{
    struct option *out = ARENA_ARRAY(d->a, struct option, ROLES_COUNT);
    size_t n = 0;
    for (enum role r = ROLE_PERF_OFFICE; r < ROLE_SYSTEM; r++) {
        bool is_held = false;
        for (size_t i = 0; i < a->roles; i++)
            is_held |= a->role[i] == r;
        if (!is_held)
            out[n++] = (struct option){role_name(r), door_text(d, role_text(r))};
    }
    *ret_n = n;
    return out;
}

static const struct option *held_options(struct door *d, const struct account *a)
{
    struct option *out = ARENA_ARRAY(d->a, struct option, a->roles + 1);
    for (size_t i = 0; i < a->roles; i++)
        out[i] = (struct option){role_name(a->role[i]), door_text(d, role_text(a->role[i]))};
    return out;
}

static enum rc show_list(struct door *d, struct web_errors *errors, struct err *err)
{
    struct accounts_view v = {.may_add = door_may_act(d, &act_account_open, 0),
                              .may_grant = door_may_act(d, &act_role_grant, 0)};
    struct account_list list;
    enum rc rc = account_list_load(d->db, d->a, d->who.actor.tenant_id, d->day, &list, err);
    if (rc != RC_OK)
        return rc;
    struct account_row *rows = ARENA_ARRAY(d->a, struct account_row, list.n + 1);
    for (size_t i = 0; i < list.n; i++) {
        const struct account *a = &list.account[i];
        bool is_other = a->account_id != d->who.actor.account_id && !a->is_closed;
        rows[i] = (struct account_row){.id = arena_printf(d->a, "%" PRId64, a->account_id),
                                       .login = a->login,
                                       .name = a->label,
                                       .organ = a->organ_name,
                                       .roles = roles_text(d, a),
                                       .since = web_day(d, a->opened_day),
                                       .is_locked = a->locked_until_ms > d->now_ms,
                                       .is_closed = a->is_closed};
        if (is_other && door_may_act(d, &act_account_close, 0))
            rows[i].close_url = arena_printf(d->a, "/accounts/%.*s/close", STR_ARG(a->login));
        if (is_other && v.may_grant) {
            rows[i].grant_url = arena_printf(d->a, "/accounts/%.*s/grant", STR_ARG(a->login));
            rows[i].revoke_url = arena_printf(d->a, "/accounts/%.*s/revoke", STR_ARG(a->login));
            rows[i].grants = role_options(d, a, &rows[i].grants_n);
            rows[i].held = held_options(d, a);
            rows[i].held_n = a->roles;
        }
    }
    v.rows = rows;
    v.rows_n = list.n;
    v.pager = (struct pager_view){.total = list.n, .page = 1, .pages = 1};
    web_frame(d, &v.shell, PLACE_ACCOUNTS, TEXT(d, "accounts.title"));
    v.errors = web_errors_view(d, errors, &v.shell);
    if (listing_is_asked(d))
        return export_accounts(d, &v, err);
    page_accounts(&d->h, &v);
    return RC_OK;
}

enum rc handle_accounts(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    return show_list(d, &none, err);
}

static enum rc finish(struct door *d, const char *done, enum rc rc, struct err *err)
{
    struct web_errors errors = {.n = 0};
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "/accounts?done=%s", done));
        return RC_OK;
    }
    return web_refused(d, &errors, (struct str){0}, rc, err) ? show_list(d, &errors, err) : rc;
}

/* Asked before it is done: a closed account cannot be opened again. */
enum rc handle_account_closing(struct door *d, struct err *err)
{
    struct confirm_view v = {.heading = TEXT(d, "account.close"),
                             .button = TEXT(d, "account.close"),
                             .warning = TEXT(d, "account.close_warning"),
                             .cancel_url = STR("/accounts")};
    struct account a;
    enum rc rc =
        account_by_login(d->db, d->a, d->who.actor.tenant_id, door_param(d, STR("login")), d->day, &a, err);
    if (rc != RC_OK)
        return rc;
    struct confirm_row *rows = ARENA_ARRAY(d->a, struct confirm_row, 3);
    rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "account.login"), .value = a.login};
    rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "account.name"), .value = a.label};
    rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "account.roles"), .value = roles_text(d, &a)};
    v.rows = rows;
    v.action = arena_printf(d->a, "/accounts/%.*s/close", STR_ARG(a.login));
    web_frame(d, &v.shell, PLACE_ACCOUNTS, v.heading);
    page_confirm(&d->h, &v);
    return RC_OK;
}

enum rc handle_account_close(struct door *d, struct err *err)
{
    struct account_close in = {.login = door_param(d, STR("login"))};
    struct act_receipt receipt;
    return finish(d, "closed", door_act(d, &in, &receipt, err), err);
}

enum rc handle_role_grant(struct door *d, struct err *err)
{
    struct role_change in = {.login = door_param(d, STR("login")),
                             .role = role_find(http_form(d->q, STR("role")))};
    struct act_receipt receipt;
    return finish(d, "granted", door_act(d, &in, &receipt, err), err);
}

enum rc handle_role_revoke(struct door *d, struct err *err)
{
    struct role_change in = {.login = door_param(d, STR("login")),
                             .role = role_find(http_form(d->q, STR("role")))};
    struct act_receipt receipt;
    return finish(d, "revoked", door_act(d, &in, &receipt, err), err);
}

/* ---- a new account ---- */

static enum rc show_new(struct door *d, struct web_errors *errors, struct account_new_view *v,
                        struct err *err)
{
    struct organ_book book;
    enum rc rc = organ_book_load(d->db, d->a, d->who.actor.tenant_id, d->day, &book, err);
    if (rc != RC_OK)
        return rc;
    struct option *organs = ARENA_ARRAY(d->a, struct option, book.n + 1);
    organs[v->organs_n++] = (struct option){STR("0"), TEXT(d, "account.no_organ")};
    for (size_t i = 0; i < book.n; i++)
        organs[v->organs_n++] =
            (struct option){arena_printf(d->a, "%" PRId64, book.organ[i].organ_id), book.organ[i].short_name};
    v->organs = organs;
    web_frame(d, &v->shell, PLACE_ACCOUNTS, TEXT(d, "accounts.new"));
    v->errors = web_errors_view(d, errors, &v->shell);
    page_account_new(&d->h, v);
    return RC_OK;
}

enum rc handle_account_new(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    struct account_new_view v = {0};
    return show_new(d, &none, &v, err);
}

/* Sixteen letters and digits that nobody confuses; the person changes them at once. */
static struct str first_password(struct door *d)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    const struct world *w = kernel_world(d->app->kernel);
    char *out = arena_alloc(d->a, 17);
    for (size_t i = 0; i < 16;) {
        unsigned char byte;
        w->random(w->ctx, &byte, 1);
        if (byte < 256 / (sizeof letters - 1) * (sizeof letters - 1))
            out[i++] = letters[byte % (sizeof letters - 1)];
    }
    return str_of(out, 16);
}

enum rc handle_account_open(struct door *d, struct err *err)
{
    struct web_errors errors = {.n = 0};
    struct account_new_view v = {.login = {.value = str_trim(http_form(d->q, STR("login")))},
                                 .name = {.value = str_trim(http_form(d->q, STR("name")))},
                                 .organ = {.value = http_form(d->q, STR("organ"))}};
    struct account_open in = {.login = v.login.value, .label = v.name.value, .must_change = true};
    struct act_receipt receipt;
    struct str password = first_password(d);
    if (!str_to_i64(v.organ.value, &in.organ_id))
        in.organ_id = 0;
    enum rc rc = password_hash(d->a, password, &in.password_hash, err);
    if (rc == RC_OK)
        rc = door_act(d, &in, &receipt, err);
    if (rc != RC_OK)
        return web_refused(d, &errors, STR("login"), rc, err) ? show_new(d, &errors, &v, err) : rc;
    v = (struct account_new_view){.made_login = in.login};
    if (!receipt.is_repeated) /* the first reply alone shows it */
        v.first_password = password;
    return show_new(d, &errors, &v, err);
}

/* ---- permissions ---- */

enum rc handle_permits(struct door *d, struct err *err)
{
    struct permits_view v = {0};
    struct permit_row *rows = ARENA_ARRAY(d->a, struct permit_row, DOORS_COUNT);
    struct str *roles = ARENA_ARRAY(d->a, struct str, ROLES_COUNT);
    for (enum role r = ROLE_NONE; r < ROLE_SYSTEM; r++)
        roles[v.roles_n++] = door_text(d, role_text(r));
    for (size_t i = 0; i < DOORS_COUNT; i++) {
        const struct permit *p = DOORS[i].view ? &DOORS[i].view->permit : &DOORS[i].act->permit;
        struct permit_cell *cells = ARENA_ARRAY(d->a, struct permit_cell, ROLES_COUNT);
        for (enum role r = ROLE_NONE; r < ROLE_SYSTEM; r++)
            cells[r] = (struct permit_cell){.is_any = (p->any >> r) & 1, .is_own = (p->own >> r) & 1};
        struct str key = arena_printf(d->a, "%s.%s", DOORS[i].view ? "view" : "act",
                                      DOORS[i].view ? DOORS[i].view->name : DOORS[i].act->name);
        rows[i] = (struct permit_row){.name = door_text(d, key.p),
                                      .is_act = DOORS[i].act != NULL,
                                      .cells = cells,
                                      .cells_n = v.roles_n};
    }
    v.roles = roles;
    v.rows = rows;
    v.rows_n = DOORS_COUNT;
    web_frame(d, &v.shell, PLACE_PERMITS, TEXT(d, "permits.title"));
    if (listing_is_asked(d))
        return export_permits(d, &v, err);
    page_permits(&d->h, &v);
    return RC_OK;
}
