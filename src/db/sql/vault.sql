-- One private value is erased; its commitment stays where it is.
-- name: vault_value_drop(tenant_id: int, object: text, object_id: text, field: text) -> none
DELETE FROM vault_value WHERE tenant_id = $1 AND object = $2 AND object_id = $3 AND field = $4;
