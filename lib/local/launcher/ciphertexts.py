"""KMS refuses a ciphertext that was changed, or that another key made."""

import base64
import hashlib
import hmac
import json

from ministack.core.responses import error_response_json
from ministack.services import kms

TAG_BYTES = hashlib.sha256().digest_size


def authenticate():
    """Gap: MiniStack's ciphertext is a one-time pad without a tag: a flipped byte opens to a changed plaintext,
    and under another key's KeyId it opens to garbage. Here every blob ends in a tag under the key that made it."""
    encrypt, decrypt = kms._encrypt, kms._decrypt

    def bounded_encrypt(request):
        """Gap: Encrypt takes any length; AWS takes 1 to 4,096 bytes."""
        if not 1 <= len(base64.b64decode(request.get("Plaintext") or "")) <= 4096:
            return error_response_json("ValidationException", (
                "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: "
                "Member must have length between 1 and 4096"))
        return encrypt(request)

    def checked_decrypt(request):
        named = kms._resolve_key(request.get("KeyId"))
        if request.get("KeyId") and (named is None or "_symmetric_key" not in named):
            return decrypt(request)  # an unknown key, or an asymmetric one
        blob = base64.b64decode(request.get("CiphertextBlob") or "")
        sealed, tag = blob[:-TAG_BYTES], blob[-TAG_BYTES:]
        key = kms._resolve_key(sealed[:36].decode("ascii", "replace"))
        if key is None or not hmac.compare_digest(tag, _tag(key, sealed)):
            return error_response_json("InvalidCiphertextException", "")
        if named not in (None, key):
            return error_response_json("IncorrectKeyException", (
                "The key ID in the request does not identify a CMK that can perform this operation."))
        return decrypt({**request, "CiphertextBlob": base64.b64encode(sealed).decode()})

    kms._encrypt, kms._decrypt = _sealing(bounded_encrypt), checked_decrypt
    kms._generate_data_key = _sealing(kms._generate_data_key)
    kms._generate_data_key_without_plaintext = _sealing(kms._generate_data_key_without_plaintext)


def _sealing(operation):
    def sealed(request):
        status, headers, body = operation(request)
        key = kms._resolve_key(request.get("KeyId"))
        if status != 200 or "_symmetric_key" not in key:
            return status, headers, body
        answer = json.loads(body)
        blob = base64.b64decode(answer["CiphertextBlob"])
        answer["CiphertextBlob"] = base64.b64encode(blob + _tag(key, blob)).decode()
        return status, headers, json.dumps(answer).encode()

    return sealed


def _tag(key, blob):
    return hmac.new(key["_symmetric_key"], b"sst-vault local:" + blob, hashlib.sha256).digest()
