/* Organs (单位): any body, with dated names, parents and classes; posts, and people in posts. Everything is
 * asked "as of" a day (YYYYMMDD). People's names and numbers are private: the tables hold commitments, the
 * values lie in the vault and are shown masked; showing them is an act (person_reveal) with its entry. */
#ifndef DOMAIN_ORGAN_H
#define DOMAIN_ORGAN_H

#include "domain/doors.h"

#define DAY_OPEN 0 /* to_day, closed_day of what has not ended */

struct organ {
    int64_t organ_id;
    struct str code; /* registration code; unique in the tenant */
    struct str kind; /* city, county, unit */
    int64_t official_order;
    struct str name, short_name;
    const struct str *alias;
    size_t aliases;
    struct str class_code, class_name; /* n = 0: in no class */
    int64_t parent_id;                 /* 0: none */
};

/* All organs open on `day`, in official order. */
struct organ_book {
    const struct organ *organ;
    size_t n;
};
enum rc organ_book_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t day,
                        struct organ_book *ret, struct err *err) MUST_CHECK;
const struct organ *organ_by_id(const struct organ_book *book, int64_t organ_id); /* NULL: none */
/* By full name, short name or alias, white space ignored. NULL: none. */
const struct organ *organ_by_name(const struct organ_book *book, struct str name);

struct organ_name_period {
    int64_t from_day;
    struct str name, short_name;
};
struct organ_person {
    int64_t person_id, post_id, from_day, to_day;
    struct str post_title;
    struct str masked_name, masked_phone; /* 张** and 100****0000; "—" when erased or not given */
};
struct organ_detail {
    struct organ organ;
    const struct organ_name_period *names; /* newest first */
    size_t names_n;
    const struct organ_person *people;
    size_t people_n;
};
/* RC_NOT_FOUND: "organ.not_found". */
enum rc organ_detail_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t tenant_id,
                          int64_t organ_id, int64_t day, struct organ_detail *ret,
                          struct err *err) MUST_CHECK;

/* An organ in which the person has or had a post; 0: none. */
enum rc person_organ(struct db *db, struct arena *a, int64_t tenant_id, int64_t person_id,
                     int64_t *ret_organ_id, struct err *err) MUST_CHECK;

/* ---- acts ---- */

struct organ_draft { /* one organ to register */
    struct str code, kind, name, short_name, class_code, class_name;
    const struct str *alias;
    size_t aliases;
    int64_t official_order;
    int64_t from_day;       /* 0: since New Year */
    struct str parent_code; /* n = 0: none; may be registered by the same act */
};
struct organ_register { /* act_organ_register; all or nothing */
    const struct organ_draft *draft;
    size_t n;
};
/* For acts that register organs on the way (a scheme with new units). */
enum rc organ_add(struct act *act, const struct organ_draft *draft, int64_t *ret_organ_id,
                  struct err *err) MUST_CHECK;

struct organ_rename { /* act_organ_rename: a new name from a day on; the old one stays for its time */
    int64_t organ_id, from_day;
    struct str name, short_name;
};
/* For acts that rename many. The organ is as it is today; its old names become aliases. */
enum rc organ_set_name(struct act *act, const struct organ *organ, int64_t from_day, struct str name,
                       struct str short_name, struct err *err) MUST_CHECK;
struct person_appoint { /* act_person_appoint: a person into a post of an organ; the post is made if new */
    int64_t organ_id, from_day;
    struct str post_title, name, phone; /* name and phone are private; phone may be empty */
};
/* For acts that appoint many (a table of people). The organ is known. */
enum rc person_add(struct act *act, const struct person_appoint *in, int64_t *ret_person_id,
                   struct err *err) MUST_CHECK;
/* 张** and 100****0000, as whoever may not read them sees them; "—" for none. */
struct str person_mask_name(struct arena *a, struct str name);
struct str person_mask_phone(struct arena *a, struct str phone);
struct person_end { /* act_person_end: the person leaves the organ's posts; today is the last day */
    int64_t organ_id, person_id;
};
/* act_person_reveal: the answer is the person's number, the only one whom person_plain_load may then be asked
 * for. A key that comes again is not looked at again, so the input says nothing about what was allowed. */
struct person_reveal {
    int64_t person_id;
    struct str reason; /* required, internal */
};
struct person_plain {
    struct str name, phone;
};
/* The clear text, for the request whose person_reveal was just acknowledged. */
enum rc person_plain_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t tenant_id,
                          int64_t person_id, struct person_plain *ret, struct err *err) MUST_CHECK;

#endif
