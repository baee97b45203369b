#include <gatehouse/platform/webauthn/cbor.hpp>

#include <limits>
#include <utility>

#include <cbor.h>

#include <gatehouse/base/text.hpp>

namespace gatehouse::webauthn {
namespace {

using Kind = CborValue::Kind;

// One token of the stream: a whole scalar or string, or the head of an array or map.
struct Token {
  std::optional<Kind> kind{};  // empty: one that is refused
  bool is_negative = false;
  std::uint64_t number = 0;  // value, length, or count of parts
  std::string_view string{};
};

Token& token_of(void* context) { return *static_cast<Token*>(context); }

template <Kind kind, class Number>
void on_number(void* context, Number number) {
  token_of(context) = {.kind = kind, .number = number};
}

template <class Number>
void on_negative(void* context, Number number) {
  token_of(context) = {.kind = Kind::integer, .is_negative = true, .number = number};
}

template <Kind kind, class Size>
void on_string(void* context, cbor_data data, Size size) {
  token_of(context) = {
      .kind = kind,
      .number = size,
      .string = {reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)}};
}

void on_null(void* context) { token_of(context) = {.kind = Kind::null}; }
void on_boolean(void* context, bool value) {
  token_of(context) = {.kind = Kind::boolean, .number = value ? 1U : 0U};
}

// Callbacks that are not set leave the token without a kind: tags, floats, undefined, indefinite lengths, break.
cbor_callbacks make_callbacks() {
  cbor_callbacks callbacks = cbor_empty_callbacks;
  callbacks.uint8 = on_number<Kind::integer, std::uint8_t>;
  callbacks.uint16 = on_number<Kind::integer, std::uint16_t>;
  callbacks.uint32 = on_number<Kind::integer, std::uint32_t>;
  callbacks.uint64 = on_number<Kind::integer, std::uint64_t>;
  callbacks.negint8 = on_negative<std::uint8_t>;
  callbacks.negint16 = on_negative<std::uint16_t>;
  callbacks.negint32 = on_negative<std::uint32_t>;
  callbacks.negint64 = on_negative<std::uint64_t>;
  callbacks.byte_string = on_string<Kind::bytes>;
  callbacks.string = on_string<Kind::text>;
  callbacks.array_start = on_number<Kind::array>;
  callbacks.map_start = on_number<Kind::map>;
  callbacks.null = on_null;
  callbacks.boolean = on_boolean;
  return callbacks;
}

// Bytes of the shortest head that holds `number` (RFC 8949 section 4.2.1).
std::size_t shortest_head(std::uint64_t number) {
  if (number < 24) return 1;
  if (number <= 0xff) return 2;
  if (number <= 0xffff) return 3;
  return number <= 0xffffffff ? 5 : 9;
}

// Takes the token off the front. False at the end of the input and for what is malformed.
bool take_token(std::string_view& input, CborForm form, Token& token) {
  static const cbor_callbacks callbacks = make_callbacks();
  const auto result = cbor_stream_decode(reinterpret_cast<cbor_data>(input.data()), input.size(),
                                         &callbacks, &token);
  if (result.status != CBOR_DECODER_FINISHED || !token.kind) return false;
  const bool has_number = *token.kind != Kind::null && *token.kind != Kind::boolean;
  if (form == CborForm::canonical && has_number &&
      result.read != shortest_head(token.number) + token.string.size()) {
    return false;
  }
  input.remove_prefix(result.read);
  return true;
}

}  // namespace

/// Builds values out of tokens, within the bounds of one whole input.
class CborReader {
 public:
  CborReader(std::string_view& input, CborForm form) : input_(input), form_(form) {}

  bool read(CborValue& value, int depth) {
    Token token;
    if (depth > CborValue::max_depth || ++count_ > CborValue::max_items ||
        !take_token(input_, form_, token)) {
      return false;
    }
    value.kind_ = *token.kind;
    value.string_ = token.string;
    switch (value.kind_) {
      case Kind::null:
      case Kind::bytes:
        return true;
      case Kind::text:
        return is_utf8(token.string);
      case Kind::boolean:
      case Kind::integer:
        if (token.number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
          return false;
        }
        value.integer_ = static_cast<std::int64_t>(token.number);
        if (token.is_negative) value.integer_ = -1 - value.integer_;
        return true;
      case Kind::array:
        return read_parts(value, token.number, depth);
      case Kind::map:
        return token.number <= CborValue::max_items && read_parts(value, 2 * token.number, depth) &&
               has_good_keys(value);
    }
    return false;
  }

 private:
  bool read_parts(CborValue& value, std::uint64_t count, int depth) {
    if (count > CborValue::max_items) return false;
    for (std::uint64_t i = 0; i < count; ++i) {
      if (!read(value.items_.emplace_back(), depth + 1)) return false;
    }
    return true;
  }

  // CTAP2 section 8: unsigned before negative before text, then the shorter, then byte by byte. Negative integers are
  // encoded as -1-n, so that of two the larger one comes first.
  static bool comes_before(const CborValue& a, const CborValue& b) {
    const auto rank = [](const CborValue& key) {
      return key.kind_ == Kind::text ? 2 : key.integer_ < 0 ? 1 : 0;
    };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    if (a.kind_ == Kind::integer) {
      return a.integer_ < 0 ? a.integer_ > b.integer_ : a.integer_ < b.integer_;
    }
    return std::pair(a.string_.size(), a.string_) < std::pair(b.string_.size(), b.string_);
  }

  bool has_good_keys(const CborValue& map) const {
    const auto& items = map.items_;
    for (std::size_t i = 0; i < items.size(); i += 2) {
      const auto kind = items[i].kind_;
      if (kind != Kind::integer && kind != Kind::text) return false;
      if (form_ == CborForm::canonical) {
        if (i > 0 && !comes_before(items[i - 2], items[i])) return false;
        continue;
      }
      for (std::size_t j = 0; j < i; j += 2) {
        if (!comes_before(items[i], items[j]) && !comes_before(items[j], items[i])) return false;
      }
    }
    return true;
  }

  std::string_view& input_;
  CborForm form_;
  std::size_t count_ = 0;
};

std::optional<CborValue> CborValue::take(std::string_view& input, CborForm form) {
  std::string_view rest = input;
  CborValue value;
  if (!CborReader(rest, form).read(value, 1)) return std::nullopt;
  input = rest;
  return value;
}

std::optional<CborValue> CborValue::parse(std::string_view input, CborForm form) {
  auto value = take(input, form);
  return input.empty() ? std::move(value) : std::nullopt;
}

std::optional<bool> CborValue::boolean() const noexcept {
  return kind_ == Kind::boolean ? std::optional(integer_ != 0) : std::nullopt;
}

std::optional<std::int64_t> CborValue::integer() const noexcept {
  return kind_ == Kind::integer ? std::optional(integer_) : std::nullopt;
}

std::optional<std::string_view> CborValue::bytes() const noexcept {
  return kind_ == Kind::bytes ? std::optional(string_) : std::nullopt;
}

std::optional<std::string_view> CborValue::text() const noexcept {
  return kind_ == Kind::text ? std::optional(string_) : std::nullopt;
}

const CborValue* CborValue::find(std::int64_t key) const noexcept {
  for (std::size_t i = 0; i + 1 < 2 * map_size(); i += 2) {
    if (items_[i].integer() == key) return &items_[i + 1];
  }
  return nullptr;
}

const CborValue* CborValue::find(std::string_view key) const noexcept {
  for (std::size_t i = 0; i + 1 < 2 * map_size(); i += 2) {
    if (items_[i].text() == key) return &items_[i + 1];
  }
  return nullptr;
}

}  // namespace gatehouse::webauthn
