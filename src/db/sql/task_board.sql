-- The supervision board: what its rows show besides the lines of record_list, of fifty records at once.

-- When each was handed out, and all that was ever said of its end, its road map, its progress and its partners: what
-- was taken back is left out. Places of the list that are not needed are 0, which is no record.
-- name: task_board_values(tenant_id: int,
--       r1: int, r2: int, r3: int, r4: int, r5: int, r6: int, r7: int, r8: int, r9: int, r10: int, r11: int,
--       r12: int, r13: int, r14: int, r15: int, r16: int, r17: int, r18: int, r19: int, r20: int, r21: int,
--       r22: int, r23: int, r24: int, r25: int, r26: int, r27: int, r28: int, r29: int, r30: int, r31: int,
--       r32: int, r33: int, r34: int, r35: int, r36: int, r37: int, r38: int, r39: int, r40: int, r41: int,
--       r42: int, r43: int, r44: int, r45: int, r46: int, r47: int, r48: int, r49: int, r50: int)
--       -> many(record_id: int, event_n: int, what: text, at_ms: int, field: text, n: int, number: int, extra: int, text: text)
SELECT e.record_id, e.event_n, e.what, e.at_ms, v.field, v.n, v.number, v.extra, v.text
FROM record_event e LEFT JOIN record_value v ON v.tenant_id = e.tenant_id AND v.record_id = e.record_id
    AND v.event_n = e.event_n AND v.field IN ('due', 'partners', 'progress', 'roadmap')
WHERE e.tenant_id = $1 AND e.revoked_seq = 0 AND (v.field IS NOT NULL OR (e.kind = 'act' AND e.what = 'start'))
  AND e.record_id IN (
    $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45,
    $46, $47, $48, $49, $50, $51)
ORDER BY e.record_id, e.event_n, v.field, v.n;
