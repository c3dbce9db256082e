/* Telling people: /todo/notices, /me/notices, /settings/channels. */
#ifndef WEB_VIEWS_REMINDERS_H
#define WEB_VIEWS_REMINDERS_H

#include "web/views/shell.h"

struct reminder_row {
    struct str text, kind, due, at;
    struct str open_url; /* POST */
    bool is_now, is_read;
};
struct reminders_view {
    struct shell_view shell;
    const struct tab *tabs; /* all, unread */
    size_t tabs_n;
    const struct reminder_row *rows;
    size_t rows_n;
    size_t unread;
    struct pager_view pager;
};

/* What a channel's owner chooses; a part of two forms. */
struct channel_wish_view {
    struct field is_on, wants, lang, digest, quiet_from, quiet_to;
    const struct option *on_options, *wants_options, *lang_options;
    size_t on_options_n, wants_options_n, lang_options_n;
};
struct channel_own_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct field address;
    struct channel_wish_view wish;
    bool is_demo;
};

struct channel_row {
    struct str label, owner, kind, wants, hours, url;
    struct str try_url; /* POST */
    bool is_on;
};
struct delivery_row {
    struct str channel, what, lines, at, error, next;
    struct str resend_url, slot; /* POST slot=… */
    bool is_failed;
};
struct channels_view {
    struct shell_view shell;
    const struct channel_row *rows;
    size_t rows_n;
    size_t people; /* accounts with a mail channel that is on; who they are is their own business */
    const struct delivery_row *stuck;
    size_t stuck_n;
    struct pager_view pager; /* of what is stuck */
    bool is_demo;
};
struct channel_group_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct str action;
    struct field label, owner, kind, address, secret;
    const struct option *owners, *kinds;
    size_t owners_n, kinds_n;
    struct channel_wish_view wish;
    bool is_new, has_secret;
    struct str address_hint; /* that there is one, and how it ends */
};

#endif
