// Builds the Shape of a type. A type has one when it is a struct described with BOOST_DESCRIBE_STRUCT, an
// enumeration described with BOOST_DESCRIBE_ENUM, bool, an integer, double, std::string, Secret (in a response only to
// its owner), std::optional, std::vector, std::variant of structs (responses), boost::json::value, or has a TextForm
// (Id<Tag>, Uuid, Timestamp, IpAddress, Cursor).
#pragma once

#include <optional>
#include <variant>

#include <boost/describe/bases.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/fwd.hpp>
#include <boost/mp11/algorithm.hpp>

#include <gatehouse/base/secret.hpp>
#include <gatehouse/platform/api/shape.hpp>
#include <gatehouse/platform/api/shape_leaves.hpp>

namespace gatehouse::api {

/// The shape of T, built at its first use. Asserts that fields_of names members only.
template <class T>
const Shape& shape_of();

namespace detail {

/// Gives each field to its member.
void apply_fields(Shape& object, const Fields& fields);
const Shape& boolean_shape();
const Shape& number_shape();
const Shape& text_shape();
const Shape& secret_shape();
const Shape& json_shape();

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;

template <class T>
Shape optional_shape() {
  return {.kind = Kind::optional,
          .element = &shape_of<typename T::value_type>,
          .grow = [](void* p) -> void* { return &static_cast<T*>(p)->emplace(); },
          .item = [](const void* p, std::size_t i) -> const void* {
            const auto& value = *static_cast<const T*>(p);
            return i == 0 && value ? &*value : nullptr;
          }};
}

template <class T>
Shape array_shape() {
  static_assert(!std::is_same_v<T, std::vector<bool>>);
  return {.kind = Kind::array,
          .element = &shape_of<typename T::value_type>,
          .grow = [](void* p) -> void* { return &static_cast<T*>(p)->emplace_back(); },
          .item = [](const void* p, std::size_t i) -> const void* {
            const auto& items = *static_cast<const T*>(p);
            return i < items.size() ? &items[i] : nullptr;
          }};
}

template <class... T>
Shape variant_shape(std::type_identity<std::variant<T...>>) {
  using V = std::variant<T...>;
  return {.kind = Kind::one_of,
          .alternatives = {&shape_of<T>...},
          .item = [](const void* p, std::size_t) -> const void* {
            return std::visit([](const auto& held) -> const void* { return &held; },
                              *static_cast<const V*>(p));
          },
          .active = [](const void* p) { return static_cast<const V*>(p)->index(); }};
}

template <class T>
Shape object_shape() {
  namespace d = boost::describe;
  static_assert(d::has_describe_members<T>::value,
                "describe the struct with BOOST_DESCRIBE_STRUCT");
  Shape shape{.kind = Kind::object, .name = component_name(raw_name<T>())};
  boost::mp11::mp_for_each<d::describe_members<T, d::mod_public | d::mod_inherited>>(
      [&](auto member) {
        using D = decltype(member);
        using M = std::remove_cvref_t<decltype(std::declval<T&>().*D::pointer)>;
        shape.members.push_back(
            {.name = D::name,
             .shape = &shape_of<M>,
             .at = [](void* p) -> void* { return &(static_cast<T*>(p)->*D::pointer); },
             .field = {},
             .required = !is_optional<M>});
      });
  boost::mp11::mp_for_each<d::describe_bases<T, d::mod_public>>(
      [&](auto base) { apply_fields(shape, find_fields<typename decltype(base)::type>()); });
  apply_fields(shape, find_fields<T>());
  if constexpr (requires(const T& value, std::vector<Violation>& v) { check_fields(value, v); }) {
    shape.check = [](const void* p, std::vector<Violation>& v) {
      check_fields(*static_cast<const T*>(p), v);
    };
  }
  return shape;
}

template <class T>
Shape make_shape() {
  if constexpr (requires { TextForm<T>::name; }) {
    return parsed_shape<T>();
  } else if constexpr (std::is_enum_v<T>) {
    return enumeration_shape<T>();
  } else if constexpr (std::is_integral_v<T>) {
    return integer_shape<T>();
  } else if constexpr (is_optional<T>) {
    return optional_shape<T>();
  } else if constexpr (is_vector<T>) {
    return array_shape<T>();
  } else if constexpr (is_variant<T>) {
    return variant_shape(std::type_identity<T>{});
  } else {
    return object_shape<T>();
  }
}

}  // namespace detail

template <class T>
const Shape& shape_of() {
  if constexpr (std::is_same_v<T, bool>) {
    return detail::boolean_shape();
  } else if constexpr (std::is_same_v<T, double>) {
    return detail::number_shape();
  } else if constexpr (std::is_same_v<T, std::string>) {
    return detail::text_shape();
  } else if constexpr (std::is_same_v<T, Secret>) {
    return detail::secret_shape();
  } else if constexpr (std::is_same_v<T, boost::json::value>) {
    return detail::json_shape();
  } else {
    static const Shape shape = detail::make_shape<T>();
    return shape;
  }
}

}  // namespace gatehouse::api
