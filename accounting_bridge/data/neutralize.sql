-- A neutralized database calls no provider: it forgets the tokens and the app secrets.
UPDATE accounting_bridge_grant
   SET access_token_encrypted = NULL,
       refresh_token_encrypted = NULL,
       client_secret_encrypted = NULL,
       is_revoked = TRUE;
UPDATE accounting_bridge_connection
   SET client_secret_encrypted = NULL,
       state = 'reconnect'
 WHERE is_live;
