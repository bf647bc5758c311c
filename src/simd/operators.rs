//! The operators that every level makes in one way of those that it has instructions for.

/// Operators with numbers, assigning ones, and the sign, of a vector that has `+ - * /` and makes
/// another one of a number by `filled(self, x)`.
macro_rules! float_operators {
    ($vector:ident of $lane:ty) => {
        impl std::ops::Neg for $vector {
            type Output = Self;
            /// The compiler turns the sign bits over, for which it knows this subtraction.
            #[inline(always)]
            fn neg(self) -> Self {
                self.filled(-0.0) - self
            }
        }
        float_operators! {
            $vector of $lane:
            Add add AddAssign add_assign, Sub sub SubAssign sub_assign,
            Mul mul MulAssign mul_assign, Div div DivAssign div_assign
        }
    };
    ($vector:ident of $lane:ty:
        $($trait:ident $method:ident $assign:ident $assign_method:ident),+) => {$(
        impl std::ops::$trait<$lane> for $vector {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: $lane) -> Self {
                std::ops::$trait::<Self>::$method(self, self.filled(other))
            }
        }
        impl std::ops::$assign for $vector {
            #[inline(always)]
            fn $assign_method(&mut self, other: Self) {
                *self = std::ops::$trait::<Self>::$method(*self, other);
            }
        }
        impl std::ops::$assign<$lane> for $vector {
            #[inline(always)]
            fn $assign_method(&mut self, other: $lane) {
                *self = std::ops::$trait::<$lane>::$method(*self, other);
            }
        }
    )+};
}
