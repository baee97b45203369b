// Shapes of types that hold no others: integers, enumerations and texts of their own form. Part of shape_of.hpp.
#pragma once

#include <limits>
#include <string>
#include <string_view>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <gatehouse/platform/api/shape.hpp>
#include <gatehouse/platform/api/text_form.hpp>

namespace gatehouse::api::detail {

/// The compiler's name of T, with its namespaces.
template <class T>
constexpr std::string_view raw_name() {
  std::string_view name = __PRETTY_FUNCTION__;
  name.remove_prefix(name.find("T = ") + 4);
  return name.substr(0, name.size() - 1);
}

/// "gatehouse::api::Page<gatehouse::x::Session>" → "SessionPage".
std::string component_name(std::string_view raw);
template <class T>
Shape integer_shape() {
  static_assert(sizeof(T) < 8 || std::is_signed_v<T>, "integers are at most 64 bits, signed");
  return {
      .kind = Kind::integer,
      .min = std::numeric_limits<T>::min(),
      .max = std::numeric_limits<T>::max(),
      .store = [](void* p, std::int64_t v) { *static_cast<T*>(p) = static_cast<T>(v); },
      .load = [](const void* p) { return static_cast<std::int64_t>(*static_cast<const T*>(p)); }};
}

template <class T>
Shape parsed_shape() {
  using Form = TextForm<T>;
  Shape shape{.kind = Kind::parsed, .name = std::string(Form::name), .example = Form::example()};
  if constexpr (requires { Form::prefix; }) shape.prefix = Form::prefix;
  shape.parse = [](void* p, std::string_view text) {
    auto value = Form::parse(text);
    if (!value) return false;
    *static_cast<T*>(p) = *std::move(value);
    return true;
  };
  shape.append = [](const void* p, std::string& out) {
    Form::append(*static_cast<const T*>(p), out);
  };
  return shape;
}

template <class T>
Shape enumeration_shape() {
  using Values = boost::describe::describe_enumerators<T>;
  Shape shape{.kind = Kind::enumeration, .name = component_name(raw_name<T>())};
  boost::mp11::mp_for_each<Values>([&](auto value) { shape.names.emplace_back(value.name); });
  shape.store = [](void* p, std::int64_t index) {
    boost::mp11::mp_with_index<boost::mp11::mp_size<Values>::value>(
        static_cast<std::size_t>(index),
        [&](auto i) { *static_cast<T*>(p) = boost::mp11::mp_at_c<Values, i>::value; });
  };
  shape.load = [](const void* p) {
    std::int64_t found = -1;
    std::int64_t index = 0;
    boost::mp11::mp_for_each<Values>([&](auto value) {
      if (value.value == *static_cast<const T*>(p)) found = index;
      ++index;
    });
    return found;
  };
  return shape;
}

}  // namespace gatehouse::api::detail
