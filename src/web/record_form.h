/* The form of an act, made of what its procedure asks: the fields as controls, and what was typed as input
 * for act_record_open, act_record_do and act_record_batch. A field F is called "f-F" in the form; its rows
 * come as several of that name ("f-F.with", "f-F.due", "f-F.what", "f-F.done" beside it). A GET may bring
 * values in the address: /registers/problem/new?f-source=%2312.
 *
 *     struct record_form f;
 *     record_form_begin(&f, &w, p, act, r);              r NULL: opens a new one
 *     record_form_fill(&f);                               what is there already
 *     or record_form_read(&f, &errors, err)               what was typed
 *     rc = record_form_views(&f, &fields, &n, err);
 */
#ifndef WEB_RECORD_FORM_H
#define WEB_RECORD_FORM_H

#include "web/attach_field.h"
#include "web/record_words.h"

/* One field of the form. */
struct record_answer {
    int field;
    bool is_required;
    struct str id;           /* f-F */
    const struct str *typed; /* as record_input_read takes it */
    size_t typed_n;
    const struct field_row *row; /* of organs and milestones, as typed */
    size_t rows;
    struct files_taken taken; /* of a field of files */
    struct record_input input;
    struct str error;
};
struct record_form {
    struct record_words *w;
    const struct procedure *p;
    const struct procedure_act *act;
    const struct record *r; /* NULL: a new one */
    struct record_answer answer[PROCEDURE_FIELDS_MAX];
    size_t answers;
};

/* Does the form begin with what the field has? An act that gives the record its name edits it: everything
 * stands in the form. Of the others those fields whose value goes on; a report, a comment, a verdict are new
 * each time. */
bool record_form_goes_on(const struct procedure *p, const struct procedure_act *act, int field);

/* How many files one event may bring. */
static inline size_t record_files_most(const struct procedure_field *def)
{
    return def->max > 0 ? (size_t)def->max : ATTACHMENTS_PER_EVENT;
}

void record_form_begin(struct record_form *f, struct record_words *w, const struct procedure *p, int act,
                       const struct record *r);
/* From the record, as far as this act goes on with what is there, and from the address. */
void record_form_fill(struct record_form *f);
/* From the posted form. What cannot be read or is missing becomes an error of the field and of the summary.
 */
enum rc record_form_read(struct record_form *f, struct web_errors *errors, struct err *err) MUST_CHECK;
/* The inputs of the fields, for the act. */
const struct record_input *record_form_inputs(const struct record_form *f, size_t *ret_n);
enum rc record_form_views(struct record_form *f, const struct record_field_view **ret, size_t *ret_n,
                          struct err *err) MUST_CHECK;
/* All that was posted of the form's fields, as hidden fields of the next step. */
const struct confirm_field *record_form_kept(const struct record_form *f, size_t *ret_n);
/* A problem of the act (line: index of the input) as an error of its field; false: none of a field. */
bool record_form_refused(struct record_form *f, const struct problems *problems, struct web_errors *errors);

/* Organs as groups of options, by class; `chosen` is the full name that is chosen. */
const struct field_group *record_organ_groups(const struct record_words *w, struct str chosen, size_t *ret_n);

#endif
