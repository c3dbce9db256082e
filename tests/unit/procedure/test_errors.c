/* Each thing that can be wrong with a procedure, and where it says so. A small procedure that is right is
 * changed in one place; ¦ marks where the problem has to stand; without it the problem is of the file as a
 * whole. */
#include <stdio.h>

#include "kit.h"

static const char base[] =
    "procedure: visit\n"
    "title: {zh: 群众接访, en: visit}\n"
    "mechanisms: [FB-01]\n"
    "basis: 信访工作条例\n"
    "code: 访{year}-{seq:4}\n"
    "name: matter\n"
    "lead: unit\n"
    "who:\n"
    "  desk: [window, supervision_office]\n"
    "  handler: [liaison of unit]\n"
    "seen_by: [offices, handler, liaison of others]\n"
    "fields:\n"
    "  matter: {zh: 事项, en: matter, type: text, max: 80}\n"
    "  phone: {zh: 电话, type: text, class: private}\n"
    "  kind: {zh: 类别, type: choice, choices: {ask: 咨询, complain: 投诉}}\n"
    "  unit: {zh: 承办单位, type: organ}\n"
    "  others: {zh: 协办单位, type: organs, with: 分工}\n"
    "  person: {zh: 经办人, type: person, of: unit}\n"
    "  earlier: {zh: 以前的, type: link, to: [visit]}\n"
    "  steps: {zh: 步骤, type: milestones}\n"
    "  promise: {zh: 答复期限, type: date}\n"
    "  more: {zh: 延长, type: number, unit: 天, digits: 0, least: 1, most: 30}\n"
    "  urgent: {zh: 紧急, type: yes_no}\n"
    "  answer: {zh: 答复, type: long_text, max: 2000}\n"
    "  papers: {zh: 附件, type: files}\n"
    "states:\n"
    "  waiting: {zh: 待受理, en: waiting}\n"
    "  open: {zh: 办理中, en: open}\n"
    "  closed: {zh: 已办结, en: closed, is: closed}\n"
    "acts:\n"
    "  register:\n"
    "    title: 登记\n"
    "    opens: waiting\n"
    "    by: [desk, system]\n"
    "    form: [matter, kind, unit, phone?, others?, earlier?, person?, steps?]\n"
    "  accept:\n"
    "    title: 受理\n"
    "    from: [waiting]\n"
    "    to: open\n"
    "    by: [handler]\n"
    "    form: [promise, papers?]\n"
    "  urge: {title: 催办, in: [waiting, open], by: [desk, system], tells: [handler]}\n"
    "  extend:\n"
    "    title: 延长\n"
    "    in: [open]\n"
    "    by: [desk]\n"
    "    at_most: 1\n"
    "    before: reply\n"
    "    form: [more]\n"
    "    when:\n"
    "      - {if: not(overdue.reply) and kind = \"ask\", else: 已经逾期}\n"
    "    sets: {urgent: \"true\"}\n"
    "  hold: {title: 暂停, in: [open], by: [desk], confirm: yes}\n"
    "  go_on: {title: 恢复, in: [open], by: [desk]}\n"
    "  close:\n"
    "    title: 办结\n"
    "    from: [open]\n"
    "    to: closed\n"
    "    by: [handler]\n"
    "    form: [answer]\n"
    "    needs: [promise]\n"
    "  blame: {title: 通报, in: [open], by: [leader], decides: yes}\n"
    "clocks:\n"
    "  receipt: {title: 受理时限, starts: [register], stops: [accept], budget: 2 workdays, warn: [1 workday, "
    "2 hours]}\n"
    "  reply:\n"
    "    title: 答复时限\n"
    "    starts: [accept]\n"
    "    stops: [close]\n"
    "    pauses: [hold]\n"
    "    resumes: [go_on]\n"
    "    budget: {statutory: 60 days, promised: 15 workdays, basis: 信访工作条例}\n"
    "    warn: [5 workdays, 1 workday]\n"
    "    after: [1 workday]\n"
    "    extends: {act: extend, by: more, at_most: 10}\n"
    "    calendar: unit\n"
    "    light: yes\n"
    "  given: {title: 约定, starts: [accept], until: promise, stops: [close]}\n"
    "cadences:\n"
    "  weekly: {title: 每周, every: week, while: [open], answers: [close], asks: [handler], ask: 2 workdays, "
    "only_if: late milestones > 0, known: done.close}\n"
    "rules:\n"
    "  late:\n"
    "    title: 逾期催办\n"
    "    on: reply expired\n"
    "    when: not(urgent = true)\n"
    "    then:\n"
    "      - {do: urge}\n"
    "      - {tell: [desk, leader]}\n"
    "      - {open: visit, with: {matter: matter, kind: '\"ask\"', unit: unit, earlier: code}}\n"
    "facts:\n"
    "  late: {on: reply expired, organ: unit, measure: visit_late, value: 1}\n"
    "  days: {while: reply overdue, organ: unit, measure: visit_days, value: 0.5}\n"
    "lists:\n"
    "  main: {columns: [code, matter, unit, state, opened], filters: [state, unit, kind]}\n";

static const struct change {
    const char *from, *to; /* the first place where `from` stands */
    const char *text;      /* key without “procedure.” unless it has a dot */
    const char *about;     /* {0}; NULL: whatever */
    const char *near;      /* {1}, the name that is offered; NULL: whatever */
} changes[] = {
    /* YAML and keys */
    {"title: {zh", "¦titel: {zh", "score.unknown_key", "titel", "title"},
    {"basis: ", "¦依据: ", "score.unknown_key", "依据", "basis"},
    {"seen_by: [", "¦可见: [", "score.unknown_key", "可见", "seen_by"},
    {"clocks:", "¦时限:", "score.unknown_key", "时限", "clocks"},
    {"    by: [desk, system]", "    ¦谁办: [desk]", "score.unknown_key", "谁办", "by"},
    {"max: 80", "¦mix: 80", "score.unknown_key", "mix", "max"},
    {"class: private", "class: ¦secret", "score.unknown_word", "secret", NULL},
    {"type: long_text", "type: ¦longtext", "score.unknown_word", "longtext", "long_text"},
    {"type: yes_no", "type: ¦是否", "score.unknown_word", "是否", "yes_no"},
    {"max: 80", "max: ¦0", "score.integer_wanted", "max", NULL},
    {"max: 80", "max: ¦501", "score.integer_wanted", "max", NULL},
    {"confirm: yes", "confirm: ¦sure", "score.unknown_word", "sure", NULL},
    {"is: closed", "is: ¦done", "score.unknown_word", "done", NULL},
    {"  urgent:", "  ¦unit: {zh: 又, type: organ}\n  urgent:", "score.key_twice", "unit", NULL},
    {"fields:\n", "fields: ¦[]\nnothing:\n", "score.map_wanted", "fields", NULL},
    /* the head */
    {"procedure: visit", "procedure: ¦群众", "id_unfit", "群众", NULL},
    {"procedure: visit", "procedure: ¦Visit", "id_unfit", "Visit", NULL},
    {"[FB-01]", "[¦FB01]", "mechanism_unfit", "FB01", NULL},
    {"访{year}-{seq:4}", "¦访{year}", "code_without_seq", NULL, NULL},
    {"访{year}-{seq:4}", "访{¦yaer}-{seq:4}", "code_hole", "yaer", "year"},
    {"访{year}-{seq:4}", "访{year}-{¦seq:0}", "code_hole", "seq:0", NULL},
    {"访{year}-{seq:4}", "访{¦month}-{seq}", "code_hole", "month", NULL},
    {"name: matter", "name: ¦mater", "no_field", "mater", "matter"},
    {"name: matter", "name: ¦kind", "field_of_other_kind", "kind", NULL},
    {"lead: unit", "lead: ¦others", "field_of_other_kind", "others", NULL},
    /* who */
    {"[window, super", "[¦windows, super", "no_role", "windows", "window"},
    {"[liaison of unit]", "[liaison of ¦unt]", "no_field", "unt", "unit"},
    {"[liaison of unit]", "[¦liason of unit]", "no_role", "liason", "liaison"},
    {"[liaison of unit]", "[¦liaison at unit]", "who_form", NULL, NULL},
    {"[liaison of unit]", "[liaison of ¦kind]", "who_of_other", "kind", NULL},
    {"  desk: [", "  ¦前台: [", "id_unfit", NULL, NULL},
    {"[offices, handler,", "[offices, ¦handlers,", "no_role", "handlers", "handler"},
    {"[desk, leader]", "[desk, ¦desk]", "named_twice", "desk", NULL},
    {"by: [leader], decides", "by: [¦leaders], decides", "no_role", "leaders", "leader"},
    {"  desk: [window, supervision_office]", "  ¦desk: []", "list_empty", "desk", NULL},
    /* fields */
    {"  promise: {zh: 答复期限, ", "  ¦promise: {", "title_missing", "promise", NULL},
    {"  promise: {zh: 答复期限, type: date}", "  ¦promise: {zh: 答复期限}", "type_missing", "promise", NULL},
    {"  earlier: {", "  ¦Earlier: {", "id_unfit", "Earlier", NULL},
    {"  earlier: {", "  ¦state: {", "name_taken", "state", NULL},
    {"  earlier: {", "  ¦return: {", "name_taken", "return", NULL},
    {"{ask: 咨询, complain: 投诉}", "{¦Ask: 咨询, complain: 投诉}", "id_unfit", "Ask", NULL},
    {"  kind: {zh: 类别, type: choice, choices: {ask: 咨询, complain: 投诉}}",
     "  ¦kind: {zh: 类别, type: choice}", "no_choices", "kind", NULL},
    {"{ask: 咨询,", "{ask: ¦{en: ask},", "no_chinese", "ask", NULL},
    {", of: unit}", ", of: ¦kind}", "field_of_other_kind", "kind", NULL},
    {"  person: {zh: 经办人, type: person, of: unit}", "  ¦person: {zh: 经办人, type: person}", "of_missing",
     NULL, NULL},
    {"  earlier: {zh: 以前的, type: link, to: [visit]}", "  ¦earlier: {zh: 以前的, type: link}", "no_targets",
     NULL, NULL},
    {"least: 1", "least: ¦1.5", "number_unfit", "least", NULL},
    {"  more: {zh: 延长, type: number, unit: 天, digits: 0, least: 1",
     "  ¦more: {zh: 延长, type: number, unit: 天, digits: 0, least: 31", "least_above_most", NULL, NULL},
    {"type: milestones", "type: milestones, ¦choices: {a: b}", "score.unknown_key", "choices", NULL},
    {"  waiting: {zh: 待受理, ", "  ¦waiting: {", "title_missing", "waiting", NULL},
    {"title: {zh: 群众接访, en: visit}",
     "title: {zh: "
     "¦一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一"
     "二三四五六七八九十一, en: visit}",
     "text_too_long", "zh", NULL},
    {"title: {zh: 群众接访", "title: {zh: \"¦群众\\u200b接访\"", "text_unfit", "zh", NULL},
    {"  matter: {zh: 事项, en: matter, type: text, max: 80}",
     "  ¦matter: {zh: 事项, en: matter, type: text, max: 80, class: private}", "private_name", "matter",
     NULL},
    /* acts */
    {"opens: waiting", "opens: ¦wating", "no_state", "wating", "waiting"},
    {"from: [waiting]", "from: [¦witing]", "no_state", "witing", "waiting"},
    {"    to: open", "    to: ¦opn", "no_state", "opn", "open"},
    {"  accept:\n    title: 受理\n", "  ¦accept:\n", "title_missing", "accept", NULL},
    {"  close:\n    title: 办结\n    from: [open]\n", "  ¦close:\n    title: 办结\n", "act_states", "close",
     NULL},
    {"  hold: {title: 暂停, in: [open]", "  ¦hold: {title: 暂停, in: [open], opens: open", "act_states",
     "hold", NULL},
    {"  hold: {title: 暂停, in: [open], by: [desk]", "  ¦hold: {title: 暂停, in: [open]", "by_missing",
     "hold", NULL},
    {"in: [open], by: [leader]", "¦in: [], by: [leader]", "list_empty", "in", NULL},
    {"in: [open], by: [leader]", "in: [open], ¦by: []", "list_empty", "by", NULL},
    {"form: [matter, kind", "form: [matter, ¦knd", "no_field", "knd", "kind"},
    {"earlier?, person?", "earlier?, ¦earlier", "named_twice", "earlier", NULL},
    {"needs: [promise]", "needs: [¦promis]", "no_field", "promis", "promise"},
    {"at_most: 1\n", "at_most: ¦0\n", "score.integer_wanted", "at_most", NULL},
    {"before: reply", "before: ¦repy", "no_clock", "repy", "reply"},
    {"overdue.reply)", "overdue.¦repli)", "feel.no_member", "repli", "reply"},
    {"kind = \"ask\"", "kind = \"¦aks\"", "no_choice", "aks", "ask"},
    {"if: not(overdue.reply) and kind = \"ask\"", "if: 'kind in (\"ask\", \"¦complan\")'", "no_choice",
     "complan", "complain"},
    {"kind = \"ask\"", "state = \"¦opn\"", "no_choice", "opn", "open"},
    {"if: not(overdue.reply) and kind = \"ask\"", "if: 'last.kind[1] != \"¦asks\"'", "no_choice", "asks",
     "ask"},
    {"kind = \"ask\"", "¦kin = \"ask\"", "feel.unknown_name", "kin", NULL},
    {"kind = \"ask\"", "done.¦acept", "feel.no_member", "acept", "accept"},
    {"kind = \"ask\"", "times.¦acept > 1", "feel.no_member", "acept", "accept"},
    {"kind = \"ask\"", "missed.¦weely > 1", "feel.no_member", "weely", "weekly"},
    {"kind = \"ask\"", "count(last.¦kindd) > 1", "feel.no_member", "kindd", "kind"},
    {"kind = \"ask\"", "left.¦replay > 1", "feel.no_member", "replay", "reply"},
    {"kind = \"ask\"", "linked.¦opens > 1", "feel.no_member", "opens", NULL},
    {"not(overdue.reply) and kind = \"ask\"", "¦1 + 1", "feel.result_type", NULL, NULL},
    {"if: not(overdue", "if: ¦phone = \"1\" or not(overdue", "reads_private", "phone", NULL},
    {"- {if: not(overdue.reply) and kind = \"ask\", else: 已经逾期}", "- ¦{if: not(overdue.reply)}",
     "guard_form", NULL, NULL},
    {"sets: {urgent: \"true\"}", "sets: {¦urgnt: \"true\"}", "no_field", "urgnt", "urgent"},
    {"sets: {urgent: \"true\"}", "sets: {urgent: \"¦1\"}", "feel.result_type", NULL, NULL},
    {"sets: {urgent: \"true\"}", "sets: {¦steps: \"true\"}", "cannot_be_set", "steps", NULL},
    {"  register:\n", "  ¦register:\n    at_most: 2\n", "opening_has_no", "register", NULL},
    {"  blame: {title: 通报, in: [open], by: [leader], decides: yes}",
     "  ¦blame: {title: 通报, in: [open], by: [leader, system], decides: yes}", "system_decides", "blame",
     NULL},
    {"sets: {urgent: \"true\"}", "sets: {kind: '\"¦asc\"'}", "no_choice", "asc", "ask"},
    {"if: not(overdue.reply) and kind = \"ask\"", "if: role = \"¦leaders\"", "no_choice", "leaders",
     "leader"},
    {"- {do: urge}", "- {do: urge, with: {kind: '\"¦asc\"'}}", "no_choice", "asc", "ask"},
    {"- {do: urge}", "- {do: urge, with: {¦knd: '\"ask\"'}}", "no_field", "knd", "kind"},
    /* clocks */
    {"starts: [register]", "starts: [¦regster]", "no_act", "regster", "register"},
    {"  receipt: {title: 受理时限, starts: [register], ", "  ¦receipt: {title: 受理时限, ",
     "clock_never_starts", "receipt", NULL},
    {"  receipt: {title: 受理时限, starts: [register], stops: [accept], ",
     "  ¦receipt: {title: 受理时限, starts: [register], ", "clock_never_stops", "receipt", NULL},
    {"budget: 2 workdays", "budget: ¦two workdays", "limit_wanted", "two workdays", NULL},
    {"budget: 2 workdays", "budget: 2 ¦wrkdays", "unit_unknown", "wrkdays", "workdays"},
    {"budget: 2 workdays", "budget: ¦999999 workdays", "limit_too_long", NULL, NULL},
    {"[1 workday, 2 hours]", "[1 workday, ¦2 months]", "rung_unfit", NULL, NULL},
    {"[1 workday, 2 hours]", "[1 workday, ¦2 workdays]", "rung_order", NULL, NULL},
    {"[1 workday, 2 hours]", "[1 workday, 2 ¦hurs]", "unit_unknown", "hurs", "hours"},
    {"    after: [1 workday]", "    after: [2 workdays, ¦1 workday]", "rung_order", NULL, NULL},
    {"until: promise", "until: ¦unit", "field_of_other_kind", "unit", NULL},
    {"  given: {title: 约定, starts: [accept], until: promise, ",
     "  ¦given: {title: 约定, starts: [accept], ", "clock_end", "given", NULL},
    {"  given: {title: 约定, starts: [accept], until: promise, ",
     "  ¦given: {title: 约定, starts: [accept], until: promise, budget: 1 day, ", "clock_end", "given", NULL},
    {"budget: {statutory: 60 days", "budget: {¦statutry: 60 days", "score.unknown_key", "statutry",
     "statutory"},
    {"  reply:\n    title: 答复时限\n    starts: [accept]\n    stops: [close]\n    pauses: [hold]\n    "
     "resumes: [go_on]\n",
     "  ¦reply:\n    title: 答复时限\n    starts: [accept]\n    stops: [close]\n    pauses: [hold]\n",
     "clock_pauses", "reply", NULL},
    {"  given: {title: 约定, starts: [accept], until: promise, stops: [close]}",
     "  ¦given: {title: 约定, starts: [accept], until: promise, stops: [accept, close]}", "clock_act_twice",
     "accept", NULL},
    {"extends: {act: extend, by: more, at_most: 10}", "extends: {act: ¦extnd, by: more, at_most: 10}",
     "no_act", "extnd", "extend"},
    {"    extends: {act: extend, by: more, at_most: 10}", "    ¦extends: {act: extend, by: more}",
     "extends_form", NULL, NULL},
    {"by: more, at_most", "by: ¦promise, at_most", "field_of_other_kind", "promise", NULL},
    {"  given: {title: 约定, starts: [accept], ", "  ¦given: {title: 约定, light: yes, starts: [accept], ",
     "light_twice", "reply", NULL},
    {"calendar: unit", "calendar: ¦others", "field_of_other_kind", "others", NULL},
    {"budget: {statutory: 60 days, promised: 15 workdays, basis: 信访工作条例}",
     "¦budget: {basis: 信访工作条例}", "no_budget", NULL, NULL},
    {"budget: {statutory: 60 days, promised: 15 workdays, basis: 信访工作条例}\n    warn: [5 workdays, 1 "
     "workday]\n    after: [1 workday]\n    extends:",
     "budget: 15 hours\n    ¦extends:", "extends_what", NULL, NULL},
    /* cadences */
    {"  weekly: {title: 每周, every: week, while: [open], answers: [close], asks: [handler], ",
     "  ¦weekly: {title: 每周, every: week, while: [open], answers: [close], ", "cadence_asks", "weekly",
     NULL},
    {"every: week", "every: ¦weak", "every_unknown", "weak", "week"},
    {"  weekly: {title: 每周, every: week, ", "  ¦weekly: {title: 每周, ", "every_missing", "weekly", NULL},
    {"while: [open], answers", "while: [¦opened], answers", "no_state", "opened", "open"},
    {"  weekly: {title: 每周, every: week, while: [open], ", "  ¦weekly: {title: 每周, every: week, ",
     "cadence_when", "weekly", NULL},
    {"  weekly: {title: 每周, every: week, while: [open], answers: [close], asks: [handler], ask: 2 "
     "workdays, "
     "only_if: late milestones > 0, known: done.close}",
     "  ¦weekly: {title: 每周, every: week, while: [open], asks: [handler]}", "cadence_unanswered", "weekly",
     NULL},
    {"ask: 2 workdays", "ask: ¦2 hours", "ask_in_days", NULL, NULL},
    /* rules */
    {"on: reply expired", "on: reply ¦expird", "on_clock_what", "expird", "expired"},
    {"on: reply expired", "on: ¦repl expired", "on_unknown", "repl", "reply"},
    {"on: reply expired", "on: ¦clos", "no_act", "clos", "close"},
    {"on: reply expired", "on: ¦reply", "on_form", "reply", NULL},
    {"on: reply expired", "on: reply warned ¦4", "no_such_warning", "4", NULL},
    {"on: reply expired", "on: ¦given warned", "clock_without_warnings", "given", NULL},
    {"on: reply expired", "on: weekly ¦mised", "on_cadence_what", "mised", "missed"},
    {"on: reply expired", "on: ¦reply has expired today", "on_form", NULL, NULL},
    {"do: urge", "do: ¦urg", "no_act", "urg", "urge"},
    {"do: urge", "do: ¦close", "system_may_not", "close", NULL},
    {"do: urge", "do: ¦blame", "people_decide", "blame", NULL},
    {"do: urge", "do: ¦register", "do_opens", "register", NULL},
    {"- {do: urge}", "- ¦{do: urge, tell: [desk]}", "effect_form", NULL, NULL},
    {"open: visit", "open: ¦Visit", "id_unfit", "Visit", NULL},
    {"kind: '\"ask\"', unit: unit,", "kind: ¦knd, unit: unit,", "feel.unknown_name", "knd", NULL},
    {"  late:\n    title: 逾期催办\n    on: reply expired\n", "  ¦late:\n    title: 逾期催办\n", "rule_form",
     "late", NULL},
    /* facts and lists */
    {"organ: unit, measure: visit_late", "organ: ¦kind, measure: visit_late", "field_of_other_kind", "kind",
     NULL},
    {"measure: visit_late", "measure: ¦逾期", "id_unfit", NULL, NULL},
    {"value: 0.5", "value: ¦half", "number_unfit", "value", NULL},
    {"value: 0.5", "value: ¦0.0", "number_unfit", "value", NULL},
    {"while: reply overdue", "while: reply ¦overdu", "while_form", NULL, "overdue"},
    {"while: reply overdue", "while: ¦repl overdue", "no_clock", "repl", "reply"},
    {"while: reply overdue", "while: ¦overdue", "while_form", NULL, NULL},
    {"  late: {on: reply expired, ", "  ¦late: {", "fact_form", "late", NULL},
    {"  late: {on: reply expired, organ: unit, measure: visit_late",
     "  ¦late: {on: reply expired, organ: unit", "fact_wants", "late", NULL},
    {"columns: [code, matter", "columns: [code, ¦mattr", "no_field", "mattr", "matter"},
    {"columns: [code, matter", "columns: [code, ¦phone", "private_in_list", "phone", NULL},
    {"columns: [code, matter", "columns: [code, ¦answer", "not_in_lists", "answer", NULL},
    {"filters: [state, unit, kind]", "filters: [state, ¦matter]", "not_in_lists", "matter", NULL},
    {"filters: [state, unit, kind]", "filters: [state, ¦state]", "named_twice", "state", NULL},
    /* what is not there at all: of the file as a whole */
    {"code: 访{year}-{seq:4}\n", "", "code_missing", NULL, NULL},
    {"procedure: visit\n", "", "id_missing", NULL, NULL},
    {"name: matter\n", "", "name_missing", NULL, NULL},
    {"seen_by: [offices, handler, liaison of others]\n", "", "seen_by_missing", NULL, NULL},
    {"states:\n", "status:\n", "no_states", NULL, NULL},
    {"fields:\n", "felds:\n", "no_fields", NULL, NULL},
    {"acts:\n", "deeds:\n", "no_acts", NULL, NULL},
    {"    opens: waiting\n", "    in: [waiting]\n", "no_opening", NULL, NULL},
    {", is: closed}", "}", "no_closed", NULL, NULL},
    /* the whole */
    {"  closed: {zh", "  ¦lost: {zh: 丢失}\n  closed: {zh", "state_unreachable", "lost", NULL},
    {"  extend:\n    title: 延长\n    in: [open]", "  ¦extend:\n    title: 延长\n    in: [waiting]",
     "before_never", "extend", "reply"},
    {"  weekly: {title: 每周, every: week, while: [open]",
     "  ¦weekly: {title: 每周, every: week, while: [open, closed]", "cadence_closed", "weekly", "closed"},
    {"  receipt: {title: 受理时限, starts: [register], stops: [accept]",
     "  ¦receipt: {title: 受理时限, starts: [register], stops: [urge]", "clock_runs_on", "receipt", "closed"},
    {"  register:\n    title: 登记\n    opens: waiting\n    by: [desk, system]\n    form: [matter,",
     "  ¦register:\n    title: 登记\n    opens: waiting\n    by: [desk, system]\n    form: [matter?,",
     "name_not_asked", "register", "matter"},
    {"  hold: {title: 暂停, in: [open], by: [desk]", "  ¦hold: {title: 暂停, in: [open], by: [system]",
     "act_never", "hold", NULL},
    {"  late:\n    title: 逾期催办\n    on: reply expired\n    when: not(urgent = true)\n",
     "  ¦late:\n    title: 逾期催办\n    on: urge\n", "rule_ring", "late", NULL},
    {"  days: {while: reply overdue, organ: unit, measure: visit_days, value: 0.5}",
     "  ¦days: {on: reply expired, organ: unit, measure: visit_late}", "measure_twice", "visit_late", "late"},
};

static const char *replaced(struct arena *a, const struct change *c, struct place_in_file *ret)
{
    const char *at = strstr(base, c->from);
    if (!at)
        fail_msg("not in the base: %s", c->from);
    struct str text = arena_printf(a, "%.*s%s%s", (int)(at - base), base, c->to, at + strlen(c->from));
    *ret = (struct place_in_file){1, 1};
    struct buf out = {0};
    bool is_marked = false;
    for (size_t i = 0; i < text.n; i++) {
        if (str_starts(str_sub(text, i, 2), STR("¦"))) {
            is_marked = true;
            i++;
            continue;
        }
        buf_putc(&out, text.p[i]);
        if (!is_marked && text.p[i] == '\n')
            *ret = (struct place_in_file){ret->line + 1, 1};
        else if (!is_marked && ((unsigned char)text.p[i] & 0xC0) != 0x80)
            ret->column++;
    }
    if (!is_marked)
        *ret = (struct place_in_file){0, 0};
    const char *kept = arena_str(a, buf_str(&out)).p;
    buf_release(&out);
    return kept;
}

static bool is_the_one(const struct problem *q, const struct change *c, struct place_in_file at)
{
    const char *text =
        strncmp(q->text, "procedure.", 10) == 0 && !strchr(c->text, '.') ? q->text + 10 : q->text;
    return strcmp(text, c->text) == 0 && q->line == at.line && q->column == at.column &&
           (!c->about || str_eq(q->arg[0], str_c(c->about))) &&
           (!c->near || str_eq(q->arg[1], str_c(c->near)));
}

static void what_is_wrong_is_said_where_it_stands(void **state)
{
    struct kit *kit = *state;
    struct procedure_words words = words_here();
    const struct procedure *p = NULL;
    int missing = 0;
    if (procedure_read(kit->arena, str_c(base), &words, &p, &kit->problems, &kit->err) != RC_OK ||
        kit->problems.n)
        show_problems(&kit->problems);
    assert_int_equal(kit->problems.n, 0);
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        const struct change *c = &changes[i];
        struct place_in_file at;
        problems_clear(&kit->problems);
        const char *text = replaced(kit->arena, c, &at);
        enum rc rc = procedure_read(kit->arena, str_c(text), &words, &p, &kit->problems, &kit->err);
        bool is_said = false;
        for (size_t k = 0; k < kit->problems.n; k++)
            is_said |= is_the_one(&kit->problems.item[k], c, at);
        if (is_said && rc == RC_INVALID)
            continue;
        print_error("%zu: %s -> %s: wanted %d:%d %s; rc %d\n", i, c->from, c->to, at.line, at.column, c->text,
                    (int)rc);
        show_problems(&kit->problems);
        missing++;
    }
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(what_is_wrong_is_said_where_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
