-- Whether any of these texts, folded as they are compared, is among those wanted. One that begins with nothing that a wanted text can
-- begin with is not folded, nor is one that is wanted as it stands.
CREATE FUNCTION has_text(texts text[], wanted text[], beginnings text[]) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  one text;
BEGIN
  FOREACH one IN ARRAY texts LOOP
    IF one = ANY (wanted) OR (left(one, 1) = ANY (beginnings)
      AND lower(translate(btrim(one, U&'\0009\000A\000B\000C\000D\0020\00A0\1680\2028\2029\202F\205F\3000\FEFF\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200a'), 'İIıŞşĞğÜüÖöÇç', 'iiissgguuoocc') COLLATE "C") = ANY (wanted)) THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END $$;
