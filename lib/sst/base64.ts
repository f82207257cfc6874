const STANDARD = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The bytes that a text of base64 holds, or null where SST and Pulumi would refuse it. Both read with Go's
 * `base64.StdEncoding.DecodeString` (sst/pkg/project/provider/provider.go, pulumi/sdk/go/common/resource/config/crypt.go):
 * standard alphabet, padded, nothing else but `\r` and `\n`, which Go skips wherever they stand, and bits beyond the
 * last byte, which it ignores. Node alone takes url-safe, unpadded and spaced texts as well.
 */
export function decodeBase64(text: string): Buffer | null {
  const packed = text.replaceAll(/[\r\n]/g, "");
  return packed.length % 4 === 0 && STANDARD.test(packed) ? Buffer.from(packed, "base64") : null;
}
